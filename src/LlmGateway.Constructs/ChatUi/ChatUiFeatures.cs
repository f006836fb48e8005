namespace LlmGateway.Constructs;

/// <summary>What people can do on a page beside asking. Whether chats are kept follows from the gateways: <see cref="LlmRestGatewayProps.History"/>.</summary>
public sealed record ChatUiFeatures
{
    /// <summary>Attach files and images. Default: yes.</summary>
    public bool Attachments { get; init; } = true;

    /// <summary>Name a scope (<c>node_id</c>) of cached answers and knowledge. Default: yes.</summary>
    public bool Scope { get; init; } = true;
}

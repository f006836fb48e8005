namespace LlmGateway.Client;

/// <summary>A question for a gateway's native protocol.</summary>
/// <param name="Text">What is asked, up to 6 MB of UTF-8 over a WebSocket, and over REST as much as a request may hold.</param>
public sealed record GatewayPrompt(string Text)
{
    /// <summary>An alias of the gateway's. Default: its first model.</summary>
    public string? Model { get; init; }

    /// <summary>Continues a chat, where the gateway keeps them. Default: a new one, whose id is in the frames.</summary>
    public string? ChatId { get; init; }

    /// <summary>Instructions for the model. Default: none.</summary>
    public string? System { get; init; }

    /// <summary>0 to 2. Default: the gateway's.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1. Default: the model's.</summary>
    public double? TopP { get; init; }

    /// <summary>Most tokens of the answer. Default: the gateway's.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end the answer. Default: none.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>The scope of cached answers, within the caller's own. Default: none.</summary>
    public string? NodeId { get; init; }

    /// <summary>Asks the model even where the cache knows the answer. Default: no.</summary>
    public bool InvalidateCache { get; init; }
}

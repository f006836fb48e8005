namespace LlmGateway.Tool.Local;

/// <summary>Real answers: from Bedrock itself, or from any OpenAI-compatible server.</summary>
/// <param name="Server">Its base URL, <c>/v1</c> included; null: Bedrock, with the developer's own credentials.</param>
/// <param name="Model">The model to ask the server for; null: the first that it lists.</param>
/// <param name="Key">Sent to the server as bearer token; null: none.</param>
internal sealed record UpstreamChoice(Uri? Server = null, string? Model = null, string? Key = null)
{
    public bool IsBedrock => Server is null;
}

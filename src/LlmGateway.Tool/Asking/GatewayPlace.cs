using LlmGateway.Client;

namespace LlmGateway.Tool.Asking;

/// <summary>A gateway, and who asks it.</summary>
/// <param name="Url">Where it is asked.</param>
/// <param name="Rest">Its REST API, for what the WebSocket API can't say; null: not known.</param>
/// <param name="Socket">Its WebSocket API; null: not known.</param>
/// <param name="Credential">What is shown to it.</param>
/// <param name="Identity">The same in words, without any secret.</param>
internal sealed record GatewayPlace(Uri Url, Uri? Rest, Uri? Socket, GatewayCredential Credential, string Identity)
{
    /// <summary>What an answer about a caller nobody knows is followed by.</summary>
    public const string SignInHint = "Sign in with llm-gateway login, put a key into LLM_GATEWAY_API_KEY, or add --iam.";

    /// <summary>A gateway, or API Gateway before it, does not know who asks, or does not let him in.</summary>
    public static bool IsRefusedBy(GatewayException refusal) => refusal.Code is "401" or "403" or "unauthenticated" or "invalid_api_key";

    public LlmGatewayClient Connect() => new(Url, Credential, new LlmGatewayClientOptions { HttpClient = GatewayHttp.Create() });
}

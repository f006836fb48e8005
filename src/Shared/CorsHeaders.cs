namespace LlmGateway.Shared;

/// <summary>Headers of cross-origin requests and answers, the same deployed and in <c>serve</c>.</summary>
internal static class CorsHeaders
{
    /// <summary>What pages may send: all that the browser builds of OpenAI's, Anthropic's and the AI SDK's libraries and AWS's request signing do, and the gateway's own.</summary>
    public static readonly string[] Allowed =
    [
        "accept", "amz-sdk-invocation-id", "amz-sdk-request", "anthropic-beta", "anthropic-dangerous-direct-browser-access", "anthropic-organization-id",
        "anthropic-user-profile-id", "anthropic-version", "anthropic-workspace-id", "authorization", "cache-control", "content-encoding", "content-type",
        "idempotency-key", "openai-beta", "openai-organization", "openai-project", "user-agent", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token",
        "x-amz-user-agent", "x-api-key", HandlerContract.Headers.Guardrail, HandlerContract.Headers.Scope, "x-request-id", "x-stainless-arch", "x-stainless-async",
        "x-stainless-custom-poll-interval", "x-stainless-helper", "x-stainless-helper-method", "x-stainless-lang", "x-stainless-os", "x-stainless-package-version",
        "x-stainless-poll-helper", "x-stainless-raw-response", "x-stainless-read-timeout", "x-stainless-retry-count", "x-stainless-runtime", "x-stainless-runtime-version",
        "x-stainless-timeout",
    ];

    /// <summary>What scripts of a page may read of an answer.</summary>
    public static readonly string[] Exposed =
    [
        "request-id", "retry-after", "x-llm-gateway-cache", "x-llm-gateway-cache-distance", "x-llm-gateway-cache-question", "x-llm-gateway-cost-usd", "x-llm-gateway-dropped",
        "x-llm-gateway-knowledge", "x-llm-gateway-model", "x-llm-gateway-usage", "x-request-id",
    ];
}

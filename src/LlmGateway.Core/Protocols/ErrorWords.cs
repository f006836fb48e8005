using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>The table "Errors by protocol" of wire.md: one row a kind.</summary>
internal static class ErrorWords
{
    /// <param name="Status">HTTP status.</param>
    /// <param name="OpenAiType">OpenAI's <c>error.type</c>.</param>
    /// <param name="OpenAiCode">OpenAI's <c>error.code</c>.</param>
    /// <param name="AnthropicType">Anthropic's <c>error.type</c>.</param>
    /// <param name="NativeCode">The native protocol's <c>error.code</c>.</param>
    internal readonly record struct Row(int Status, string OpenAiType, string? OpenAiCode, string AnthropicType, string NativeCode);

    public static Row Of(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => new(400, "invalid_request_error", null, "invalid_request_error", "invalid_request"),
        ErrorKind.Unauthenticated => new(401, "invalid_request_error", "invalid_api_key", "authentication_error", "unauthenticated"),
        ErrorKind.OverBudget => new(429, "insufficient_quota", "insufficient_quota", "rate_limit_error", "over_budget"),
        ErrorKind.ModelNotAllowed => new(403, "invalid_request_error", "model_not_allowed", "permission_error", "model_not_allowed"),
        ErrorKind.ScopeNotAllowed => new(403, "invalid_request_error", "scope_not_allowed", "permission_error", "scope_not_allowed"),
        ErrorKind.UnknownModel => new(404, "invalid_request_error", "model_not_found", "not_found_error", "model_not_found"),
        ErrorKind.UnknownRoute => new(404, "invalid_request_error", "unknown_url", "not_found_error", "not_found"),
        ErrorKind.WrongMethod => new(405, "invalid_request_error", "method_not_supported", "invalid_request_error", "method_not_allowed"),
        ErrorKind.TooLarge => new(413, "invalid_request_error", null, "request_too_large", "too_large"),
        ErrorKind.UnknownEncoding => new(415, "invalid_request_error", "unsupported_content_encoding", "invalid_request_error", "unsupported_content_encoding"),
        ErrorKind.Throttled => new(429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", "throttled"),
        ErrorKind.ContextTooLong => new(400, "invalid_request_error", "context_length_exceeded", "invalid_request_error", "context_too_long"),
        ErrorKind.UpstreamFailed => new(502, "api_error", "upstream_failed", "api_error", "upstream_failed"),
        ErrorKind.Overloaded => new(503, "api_error", "overloaded", "overloaded_error", "overloaded"),
        ErrorKind.Timeout => new(504, "api_error", "timeout", "timeout_error", "timeout"),
        _ => new(500, "api_error", "internal", "api_error", "internal"),
    };
}

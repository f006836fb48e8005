using Amazon.CDK.AWS.APIGateway;

namespace LlmGateway.Constructs;

/// <summary>
/// What API Gateway itself answers (throttled, no key, too large, the function broken), in a shape that OpenAI's and Anthropic's clients both read: they then raise
/// their own errors. One body can have one <c>error.type</c>, and it is Anthropic's: OpenAI's clients go by status and <c>error.code</c>.
/// </summary>
internal static class ErrorResponses
{
    private const string InvalidRequest = "invalid_request_error";
    private const string ApiError = "api_error";
    private const string RateLimit = "rate_limit_error";
    private const string Authentication = "authentication_error";
    private const string Permission = "permission_error";
    private const string NotFound = "not_found_error";

    public static void AddTo(RestApi api, GatewayCors? cors, GatewayAuthorization authorization)
    {
        // Without signatures a missing "token" can only mean a missing route.
        var noRoute = authorization.CallersSign
            ? new Answer("MissingAuthenticationToken", ResponseType_.MISSING_AUTHENTICATION_TOKEN, "401", Authentication, "invalid_api_key", "The request is not signed, or there is no such route.")
            : new Answer("MissingAuthenticationToken", ResponseType_.MISSING_AUTHENTICATION_TOKEN, "404", NotFound, "unknown_url", "No such route.");
        foreach (var answer in Answers.Append(noRoute).Concat(authorization.SignIn is null ? [] : OfAuthorizer)) Add(api, answer, cors);
    }

    private static readonly Answer[] Answers =
    [
        new("Default4xx", ResponseType_.DEFAULT_4XX, null, InvalidRequest, null, null),
        new("Default5xx", ResponseType_.DEFAULT_5XX, null, ApiError, null, null),
        new("AccessDenied", ResponseType_.ACCESS_DENIED, "403", Permission, "access_denied", null),
        new("InvalidApiKey", ResponseType_.INVALID_API_KEY, "401", Authentication, "invalid_api_key", "The x-api-key header is missing, or its key is not valid here."),
        new("InvalidSignature", ResponseType_.INVALID_SIGNATURE, "401", Authentication, "invalid_api_key", null),
        new("ExpiredToken", ResponseType_.EXPIRED_TOKEN, "401", Authentication, "invalid_api_key", null),
        new("Unauthorized", ResponseType_.UNAUTHORIZED, "401", Authentication, "invalid_api_key", null),
        new("Throttled", ResponseType_.THROTTLED, "429", RateLimit, "rate_limit_exceeded", "Too many requests. Try again in a second.", RetryAfter: "1"),
        new("QuotaExceeded", ResponseType_.QUOTA_EXCEEDED, "429", RateLimit, "insufficient_quota", "The quota of this API key is used up."),
        new("RequestTooLarge", ResponseType_.REQUEST_TOO_LARGE, "413", "request_too_large", "request_too_large", "The request is larger than this gateway takes."),
        new("WafFiltered", ResponseType_.WAF_FILTERED, "403", Permission, "request_blocked", "The web ACL of this gateway blocked the request."),
        new("IntegrationFailure", ResponseType_.INTEGRATION_FAILURE, "502", ApiError, "upstream_failed", "The gateway's function failed."),
        new("IntegrationTimeout", ResponseType_.INTEGRATION_TIMEOUT, "504", "timeout_error", "timeout", "The gateway's function did not answer in time."),
    ];

    /// <summary>The authorizer could not do its work, such as without the pool's keys: nobody is let in.</summary>
    private static readonly Answer[] OfAuthorizer =
    [
        new("AuthorizerFailure", ResponseType_.AUTHORIZER_FAILURE, "503", "overloaded_error", "overloaded", "Who calls could not be verified. Try again in a second.", RetryAfter: "1"),
        // By which of the two API Gateway calls a failed function is not documented.
        new("AuthorizerConfiguration", ResponseType_.AUTHORIZER_CONFIGURATION_ERROR, "503", "overloaded_error", "overloaded", "Who calls could not be verified. Try again in a second.", RetryAfter: "1"),
    ];

    private static void Add(RestApi api, Answer answer, GatewayCors? cors)
    {
        var headers = new Dictionary<string, string> { ["x-request-id"] = "context.requestId" };
        if (answer.RetryAfter is { } seconds) headers["retry-after"] = $"'{seconds}'";
        if (cors is not null) AddCors(headers, cors);
        // messageString is API Gateway's own sentence, quoted already.
        var message = answer.Message is { } sentence ? $"\"{sentence}\"" : "$context.error.messageString";
        var code = answer.Code is { } word ? $"\"{word}\"" : "null";
        api.AddGatewayResponse($"Error-{answer.Id}", new GatewayResponseOptions
        {
            Type = answer.Type,
            StatusCode = answer.Status,
            ResponseHeaders = headers,
            Templates = new Dictionary<string, string>
            {
                ["application/json"] = $"{{\"type\":\"error\",\"error\":{{\"message\":{message},\"type\":\"{answer.ErrorType}\",\"param\":null,\"code\":{code}}}}}",
            },
        });
    }

    private static void AddCors(Dictionary<string, string> headers, GatewayCors cors)
    {
        // These bodies hold nothing of anybody: where there are several origins, the asking one may read them, whichever it is.
        headers["access-control-allow-origin"] = cors.AllowOrigins is [var only] ? $"'{only}'" : "method.request.header.Origin";
        headers["access-control-expose-headers"] = $"'{string.Join(',', cors.AllExposedHeaders)}'";
        if (cors.AllowCredentials) headers["access-control-allow-credentials"] = "'true'";
        if (!cors.AnyOrigin) headers["vary"] = "'Origin'";
    }

    /// <param name="Id">Of the construct.</param>
    /// <param name="Type">API Gateway's word for it.</param>
    /// <param name="Status">Null: as API Gateway would.</param>
    /// <param name="ErrorType">Anthropic's <c>error.type</c>.</param>
    /// <param name="Code">OpenAI's <c>code</c>.</param>
    /// <param name="Message">Null: API Gateway's own.</param>
    /// <param name="RetryAfter">Seconds.</param>
    private sealed record Answer(string Id, ResponseType_ Type, string? Status, string ErrorType, string? Code, string? Message, string? RetryAfter = null);
}

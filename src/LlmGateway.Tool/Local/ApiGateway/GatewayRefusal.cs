using System.Globalization;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>An answer that API Gateway gives by itself; the template may reword each type by an AWS::ApiGateway::GatewayResponse.</summary>
/// <param name="Type">AWS's name of it, for example <c>MISSING_AUTHENTICATION_TOKEN</c>.</param>
/// <param name="Status">Unless the template says otherwise.</param>
/// <param name="ErrorType">The header <c>x-amzn-ErrorType</c>.</param>
/// <param name="Message">AWS's sentence.</param>
internal sealed record GatewayRefusal(string Type, int Status, string ErrorType, string Message)
{
    public static GatewayRefusal MissingAuthenticationToken { get; } = new("MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    public static GatewayRefusal InvalidApiKey { get; } = new("INVALID_API_KEY", 403, "ForbiddenException", "Forbidden");
    public static GatewayRefusal Throttled { get; } = new("THROTTLED", 429, "TooManyRequestsException", "Too Many Requests");
    public static GatewayRefusal QuotaExceeded { get; } = new("QUOTA_EXCEEDED", 429, "LimitExceededException", "Limit Exceeded");
    public static GatewayRefusal RequestTooLarge { get; } = new("REQUEST_TOO_LARGE", 413, "RequestTooLargeException", "Request Too Long");
    public static GatewayRefusal IntegrationTimeout { get; } = new("INTEGRATION_TIMEOUT", 504, "InternalServerErrorException", "Endpoint request timed out");
    public static GatewayRefusal Unauthorized { get; } = new("UNAUTHORIZED", 401, "UnauthorizedException", "Unauthorized");
    public static GatewayRefusal InvalidBody { get; } = new("BAD_REQUEST_BODY", 400, "BadRequestException", "Invalid request body");
    public static GatewayRefusal UnsupportedMediaType { get; } = new("UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", "Unsupported Media Type");

    /// <summary>The function failed, or its answer is none that API Gateway understands.</summary>
    public static GatewayRefusal MalformedProxyResponse { get; } = new("DEFAULT_5XX", 502, "InternalServerErrorException", "Internal server error");

    /// <summary>What the template wires together does not fit: for example a function that API Gateway may not invoke.</summary>
    public static GatewayRefusal Configuration { get; } = new("API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", "Internal server error");

    public static GatewayRefusal AuthorizerConfiguration { get; } = new("AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException", "Internal server error");

    /// <summary>A signature that AWS does not accept; <paramref name="code"/> without its ending is how API Gateway names it.</summary>
    public static GatewayRefusal InvalidSignature(string code, string message) => new("INVALID_SIGNATURE", 403, code, message);

    public static GatewayRefusal AccessDenied(string message) => new("ACCESS_DENIED", 403, "AccessDeniedException", message);

    public static GatewayRefusal MissingParameters(IEnumerable<string> names) =>
        new("BAD_REQUEST_PARAMETERS", 400, "BadRequestException", $"Missing required request parameters: [{string.Join(", ", names)}]");

    /// <summary>The family whose response stands in where the template has none for the type itself.</summary>
    public string Family => Status.ToString(CultureInfo.InvariantCulture)[0] == '4' ? "DEFAULT_4XX" : "DEFAULT_5XX";
}

/// <summary>Ends a request with a <see cref="GatewayRefusal"/>.</summary>
/// <param name="refusal">What the client is told.</param>
/// <param name="reason">What the trace is told beyond that; null: nothing.</param>
internal sealed class RefusedException(GatewayRefusal refusal, string? reason = null) : Exception(reason ?? refusal.Message)
{
    public GatewayRefusal Refusal { get; } = refusal;

    public string? Reason { get; } = reason;
}

namespace LlmGateway.Constructs;

/// <summary>One line of the access log: enough to answer "who got what, when, how fast, and why not".</summary>
internal static class AccessLogLine
{
    // identity.apiKeyId is the key's id; identity.apiKey would be the key itself.
    private static readonly (string Name, string Variable)[] Fields =
    [
        ("requestId", "requestId"),
        ("time", "requestTime"),
        ("method", "httpMethod"),
        ("path", "path"),
        ("route", "resourcePath"),
        ("protocol", "protocol"),
        ("status", "status"),
        ("responseLength", "responseLength"),
        ("latencyMs", "responseLatency"),
        ("integrationLatencyMs", "integrationLatency"),
        ("integrationStatus", "integration.status"),
        ("ip", "identity.sourceIp"),
        ("userAgent", "identity.userAgent"),
        ("principal", "identity.userArn"),
        ("caller", "authorizer.principalId"),
        ("apiKeyId", "identity.apiKeyId"),
        ("errorType", "error.responseType"),
        ("error", "error.message"),
        ("wafStatus", "waf.status"),
    ];

    public static string Format { get; } = $"{{{string.Join(',', Fields.Select(field => $"\"{field.Name}\":\"$context.{field.Variable}\""))}}}";
}

using System.Text.Json;

namespace LlmGateway.Core.Aws;

/// <summary>An error that an AWS service answered with. Its message may quote a request: it is for the log, not for clients.</summary>
internal sealed class AwsServiceException(int status, string type, string? detail, TimeSpan? retryAfter = null) : Exception($"{type} ({status}): {detail}")
{
    public int Status => status;

    /// <summary>Without namespace, such as <c>ThrottlingException</c>.</summary>
    public string Type => type;

    public string? Detail => detail;
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Reads an error response. The type stands in a header or in the body, and the body may be <c>{}</c> or no JSON at all.</summary>
    public static async Task<AwsServiceException> ReadAsync(HttpResponseMessage response, Stream body, CancellationToken cancellationToken)
    {
        string? type = response.Headers.TryGetValues("x-amzn-errortype", out var values) ? values.First() : null;
        string? detail = null;
        try
        {
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                type ??= Text(document.RootElement, "__type") ?? Text(document.RootElement, "code");
                detail = Text(document.RootElement, "message") ?? Text(document.RootElement, "Message");
            }
        }
        catch (JsonException)
        {
            detail = "(the body is no JSON)";
        }
        return new AwsServiceException((int)response.StatusCode, Bare(type), detail, RetryWait.Of(response.Headers));
    }

    // "com.amazon.coral.service#ThrottlingException:http://…" is a ThrottlingException.
    private static string Bare(string? type)
    {
        if (string.IsNullOrEmpty(type)) return "UnknownError";
        var end = type.IndexOf(':', StringComparison.Ordinal);
        if (end >= 0) type = type[..end];
        return type[(type.LastIndexOf('#') + 1)..];
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

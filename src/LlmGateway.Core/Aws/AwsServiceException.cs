using System.Text.Json;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Aws;

/// <summary>An error that an AWS service answered with. Its message is for logs, so it has the detail of refused credentials alone: others may quote the input.</summary>
internal sealed class AwsServiceException(int status, string type, string? detail, TimeSpan? retryAfter = null)
    : Exception(type is "AccessDeniedException" or "UnrecognizedClientException" or "ExpiredTokenException" or "InvalidSignatureException" or "ResourceNotFoundException"
        ? $"{type} ({status}): {detail}" : $"{type} ({status}), {detail?.Length ?? 0} characters of detail")
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
            using var document = await JsonDocument.ParseAsync(body, AnswerJson.Options, cancellationToken);
            type ??= AnswerJson.Text(document.RootElement, "__type"u8) ?? AnswerJson.Text(document.RootElement, "code"u8);
            detail = AnswerJson.Text(document.RootElement, "message"u8) ?? AnswerJson.Text(document.RootElement, "Message"u8);
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
}

using System.Net;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>Errors of model servers that are called by HTTP, as rows of wire.md's error table.</summary>
internal static class ModelServerErrors
{
    /// <summary>An error response. What a 400 says concerns the caller's own request, so its words go on; no others do.</summary>
    public static async Task<GatewayException> OfAsync(HttpResponseMessage response, string model, CancellationToken cancellationToken)
    {
        var (message, code) = Words(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var error = response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity when code == "context_length_exceeded" || message?.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase) == true =>
                new GatewayError(ErrorKind.ContextTooLong, message ?? $"The conversation is too long for '{model}'."),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity =>
                new GatewayError(ErrorKind.InvalidRequest, message ?? $"The model server refused the request to '{model}'."),
            HttpStatusCode.RequestEntityTooLarge => new GatewayError(ErrorKind.TooLarge, $"The request is too large for '{model}'."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new GatewayError(ErrorKind.UpstreamFailed, $"The model server refused the gateway's key for '{model}': its operator should check it."),
            HttpStatusCode.NotFound => new GatewayError(ErrorKind.UpstreamFailed, $"The model server does not know '{model}': the gateway's operator should check the catalog."),
            HttpStatusCode.TooManyRequests => new GatewayError(ErrorKind.Throttled, $"The model server is throttling '{model}'; try again.", retryAfter),
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new GatewayError(ErrorKind.Timeout, $"'{model}' took too long."),
            HttpStatusCode.ServiceUnavailable or (HttpStatusCode)529 => new GatewayError(ErrorKind.Overloaded, $"'{model}' is not available at the moment; try again.", retryAfter),
            _ => new GatewayError(ErrorKind.UpstreamFailed, $"The model server failed to answer for '{model}'."),
        };
        return new GatewayException(error);
    }

    /// <summary>An <c>error</c> member in the middle of a stream.</summary>
    public static GatewayException InStream(JsonElement error, string model)
    {
        var type = Text(error, "type") ?? "";
        var kind = type.Contains("rate_limit", StringComparison.Ordinal) ? ErrorKind.Throttled
            : type.Contains("overloaded", StringComparison.Ordinal) ? ErrorKind.Overloaded
            : ErrorKind.UpstreamFailed;
        return new GatewayException(new GatewayError(kind, $"The model server broke off while '{model}' answered."));
    }

    private static (string? Message, string? Code) Words(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, null);
            return root.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object
                ? (Text(error, "message"), Text(error, "code")) : (Text(root, "message"), Text(root, "code"));
        }
        catch (JsonException)
        {
            // A proxy's page of HTML says nothing that a client could use.
            return (null, null);
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

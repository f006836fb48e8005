using System.Net;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>Errors of model servers that are called by HTTP, as rows of wire.md's error table.</summary>
internal static class ModelServerErrors
{
    /// <summary>An error response. Its code and words go on, since clients act on them; but for those about the gateway's own key, which may quote it.</summary>
    public static async Task<GatewayException> OfAsync(HttpResponseMessage response, string model, CancellationToken cancellationToken)
    {
        var fault = UpstreamFault.OfBody(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return new GatewayException(Of(response.StatusCode, fault, model, RetryWait.Of(response.Headers)));
    }

    /// <summary>An error in the middle of a stream: the status that its code or type means.</summary>
    public static GatewayException InStream(JsonElement error, string model)
    {
        var fault = UpstreamFault.Of(error);
        return new GatewayException(StatusOf(fault) is { } status
            ? Of(status, fault, model, retryAfter: null)
            : Said(ErrorKind.UpstreamFailed, $"The model server broke off while '{model}' answered.", fault));
    }

    private static GatewayError Of(HttpStatusCode status, UpstreamFault fault, string model, TimeSpan? retryAfter) => status switch
    {
        // Servers say so by 400, 413, 422 and even 500; agents read the numbers in the sentence.
        _ when fault.IsContextOverflow => new(ErrorKind.ContextTooLong, fault.Message ?? $"The conversation is too long for '{model}'.", Field: fault.Param),
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity =>
            new(ErrorKind.InvalidRequest, fault.Message ?? $"The model server refused the request to '{model}'.", Field: fault.Param, Code: fault.Code),
        HttpStatusCode.RequestEntityTooLarge => new(ErrorKind.TooLarge, $"The request is too large for '{model}'."),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            new(ErrorKind.UpstreamFailed, $"The model server refused the gateway's key for '{model}': its operator should check it."),
        HttpStatusCode.NotFound => Said(ErrorKind.UpstreamFailed, $"The model server does not know '{model}': the gateway's operator should check the catalog.", fault),
        HttpStatusCode.TooManyRequests => Said(ErrorKind.Throttled, $"The model server is throttling '{model}'; try again.", fault, retryAfter),
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => Said(ErrorKind.Timeout, $"'{model}' took too long.", fault),
        HttpStatusCode.ServiceUnavailable or (HttpStatusCode)529 => Said(ErrorKind.Overloaded, $"'{model}' is not available at the moment; try again.", fault, retryAfter),
        _ => Said(ErrorKind.UpstreamFailed, $"The model server failed to answer for '{model}'.", fault),
    };

    private static GatewayError Said(ErrorKind kind, string own, UpstreamFault fault, TimeSpan? retryAfter = null) =>
        new(kind, fault.Message is { Length: > 0 } words ? $"{own} It says: {words}" : own, retryAfter, Code: fault.Code) { Log = own };

    private static HttpStatusCode? StatusOf(UpstreamFault fault)
    {
        if (fault.Status is >= 400 and < 600) return (HttpStatusCode)fault.Status;
        bool Says(string word) => fault.Type?.Contains(word, StringComparison.Ordinal) == true || fault.Code?.Contains(word, StringComparison.Ordinal) == true;
        return Says("rate_limit") || Says("insufficient_quota") ? HttpStatusCode.TooManyRequests
            : Says("overloaded") || Says("slow_down") ? HttpStatusCode.ServiceUnavailable
            : Says("timeout") ? HttpStatusCode.GatewayTimeout
            : Says("invalid_request") || Says("invalid_prompt") || Says("BadRequest") || fault.IsContextOverflow ? HttpStatusCode.BadRequest
            : null;
    }
}

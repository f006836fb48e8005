using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Site;

/// <summary>Answers to a load balancer. Bodies are base64, which carries every kind of file.</summary>
internal static class SiteReply
{
    /// <param name="document">What every answer carries.</param>
    /// <param name="status">And its words, such as <c>404 Not Found</c>.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="cacheControl">Who may keep it.</param>
    /// <param name="body">All of it.</param>
    public static ReadOnlyMemory<byte> Of(SiteDocument document, string status, string contentType, string cacheControl, ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(1024 + (body.Length * 4 / 3));
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteNumber("statusCode"u8, int.Parse(status.AsSpan(0, 3), provider: null));
        json.WriteString("statusDescription"u8, status);
        json.WriteStartObject("headers"u8);
        json.WriteString("content-type"u8, contentType);
        json.WriteString("cache-control"u8, cacheControl);
        foreach (var (name, value) in document.Headers) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteBoolean("isBase64Encoded"u8, true);
        json.WriteBase64String("body"u8, body);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}

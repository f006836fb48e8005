using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Site;

/// <summary>Answers to a load balancer. Bodies are base64, which carries every kind of file.</summary>
internal static class SiteReply
{
    /// <summary>What is smaller fits a packet as it is.</summary>
    private const int Compressed = 1_000;

    /// <summary>A file of the page: load balancers compress nothing by themselves.</summary>
    /// <param name="document">What every answer carries.</param>
    /// <param name="contentType">Of the file.</param>
    /// <param name="cacheControl">Who may keep it.</param>
    /// <param name="content">All of it.</param>
    /// <param name="takesGzip">The reader unpacks it.</param>
    public static ReadOnlyMemory<byte> OfFile(SiteDocument document, string contentType, string cacheControl, byte[] content, bool takesGzip)
    {
        if (content.Length < Compressed || !IsText(contentType)) return Of(document, "200 OK", contentType, cacheControl, content);
        if (!takesGzip) return Of(document, "200 OK", contentType, cacheControl, content, ("vary", "accept-encoding"));
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return Of(document, "200 OK", contentType, cacheControl, output.GetBuffer().AsSpan(0, (int)output.Length), ("vary", "accept-encoding"), ("content-encoding", "gzip"));
    }

    private static bool IsText(string contentType) => contentType.StartsWith("text/", StringComparison.Ordinal)
        || contentType.AsSpan(contentType.IndexOf('/', StringComparison.Ordinal) + 1) is var kind && (kind.StartsWith("javascript") || kind.StartsWith("json") || kind.StartsWith("svg+xml"));

    /// <param name="document">What every answer carries.</param>
    /// <param name="status">And its words, such as <c>404 Not Found</c>.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="cacheControl">Who may keep it.</param>
    /// <param name="body">All of it.</param>
    /// <param name="more">Headers of this answer alone.</param>
    public static ReadOnlyMemory<byte> Of(SiteDocument document, string status, string contentType, string cacheControl, ReadOnlySpan<byte> body, params ReadOnlySpan<(string Name, string Value)> more)
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
        foreach (var (name, value) in more) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteBoolean("isBase64Encoded"u8, true);
        json.WriteBase64String("body"u8, body);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}

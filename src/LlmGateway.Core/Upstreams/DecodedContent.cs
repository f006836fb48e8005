using System.IO.Compression;
using System.Net;

namespace LlmGateway.Core.Upstreams;

/// <summary>
/// Decodes responses that a model server, or a proxy before it, compresses unasked. The connection pool does not do it, since it would ask for compression:
/// compressed event streams arrive late.
/// </summary>
internal static class DecodedContent
{
    /// <summary>Replaces the response's content by what it decodes to: <c>gzip</c>, <c>deflate</c>, <c>br</c>, also one in the other.</summary>
    /// <exception cref="HttpRequestException">It has another encoding.</exception>
    public static async Task DecodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var encodings = response.Content.Headers.ContentEncoding;
        if (encodings.Count == 0) return;
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        // The last one named was applied last.
        foreach (var encoding in encodings.Reverse()) stream = Decoder(encoding, stream);
        var decoded = new StreamContent(stream);
        decoded.Headers.ContentType = response.Content.Headers.ContentType;
        response.Content = decoded;
    }

    private static Stream Decoder(string encoding, Stream stream) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
        // By the standard it is zlib's form.
        "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        "identity" => stream,
        _ => throw new HttpRequestException(HttpRequestError.InvalidResponse, $"The answer is encoded as '{encoding}', which was not asked for.", statusCode: HttpStatusCode.BadGateway),
    };
}

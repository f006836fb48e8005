using System.IO.Compression;
using System.Runtime.InteropServices;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>A request whose body its <c>Content-Encoding</c> compressed, as it was before: https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding.</summary>
internal static class DecodedRequest
{
    /// <summary>What is decoded, as the header <c>Accept-Encoding</c> of a refusal says it.</summary>
    public const string Known = "gzip, deflate, br, zstd";

    private const string Header = "content-encoding";

    // Each of them could hide another.
    private const int MostLayers = 3;

    /// <exception cref="GatewayException">The encoding is unknown, the body is not of it, or too large behind it.</exception>
    public static GatewayHttpRequest Of(GatewayHttpRequest request)
    {
        if (request.Body.IsEmpty || !request.Headers.TryGetValue(Header, out var named)) return request;
        string[] encodings = [.. named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(static one => !Is(one, "identity"))];
        if (encodings.Length == 0) return request;
        if (encodings.Length > MostLayers) throw Unknown(named);
        var body = request.Body;
        foreach (var encoding in encodings.Reverse()) body = Decode(body, encoding);
        return request with { Body = body };
    }

    private static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, string encoding)
    {
        var bytes = MemoryMarshal.TryGetArray(body, out var array) ? array : new ArraySegment<byte>(body.ToArray());
        using var source = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        using var decoder = Decoder(source, encoding, body.Span);
        using var decoded = new MemoryStream();
        var piece = new byte[16 * 1024];
        try
        {
            for (int read; (read = decoder.Read(piece)) > 0;)
            {
                decoded.Write(piece, 0, read);
                if (decoded.Length > ParseStep.MostBytes)
                    throw new GatewayException(new GatewayError(ErrorKind.TooLarge, $"The request body is larger than {ParseStep.MostBytes} bytes once it is decoded."));
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or InvalidOperationException or ZstdSharp.ZstdException)
        {
            throw JsonBody.Invalid($"The request body is not of the encoding '{encoding}' that the header 'Content-Encoding' names.", cause: broken);
        }
        return decoded.GetBuffer().AsMemory(0, (int)decoded.Length);
    }

    private static Stream Decoder(Stream source, string encoding, ReadOnlySpan<byte> body)
    {
        if (Is(encoding, "gzip") || Is(encoding, "x-gzip")) return new GZipStream(source, CompressionMode.Decompress);
        // By its definition it is zlib's, and some clients send it bare.
        if (Is(encoding, "deflate")) return IsZlib(body) ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress);
        if (Is(encoding, "br")) return new BrotliStream(source, CompressionMode.Decompress);
        if (Is(encoding, "zstd")) return new ZstdSharp.DecompressionStream(source);
        throw Unknown(encoding);
    }

    private static bool IsZlib(ReadOnlySpan<byte> body) => body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static bool Is(string encoding, string name) => string.Equals(encoding, name, StringComparison.OrdinalIgnoreCase);

    private static GatewayException Unknown(string encoding) =>
        new(new GatewayError(ErrorKind.UnknownEncoding, $"The encoding '{encoding}' of the request body is none of {Known}.", Field: Header));
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LlmGateway.Handler.Runtime;

/// <summary>The bytes of Runtime API requests.</summary>
internal static class Wire
{
    private const string Base = "/2018-06-01/runtime/";
    public const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";
    public const string ErrorBodyHeader = "Lambda-Runtime-Function-Error-Body";

    /// <summary>Longest chunk framing: eight hexadecimal digits and two line ends.</summary>
    public const int ChunkFraming = 8 + 2 + 2;

    public static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    public static byte[] Next(RuntimeApiEndpoint endpoint) => Encoding.ASCII.GetBytes(
        $"GET {Base}invocation/next HTTP/1.1\r\nHost: {endpoint}\r\nUser-Agent: llm-gateway\r\n\r\n");

    /// <summary>A whole response. Lambda calls it buffered.</summary>
    public static void WriteResponse(PooledBytes request, RuntimeApiEndpoint endpoint, string invocationId, ReadOnlySpan<byte> payload)
    {
        Ascii(request, $"POST {Base}invocation/{invocationId}/response HTTP/1.1\r\nHost: {endpoint}\r\nUser-Agent: llm-gateway\r\nContent-Type: application/json\r\nContent-Length: {payload.Length}\r\n\r\n");
        request.Append(payload);
    }

    /// <summary>The head of a streamed response that API Gateway and function URLs understand as HTTP.</summary>
    public static void WriteStreamHead(PooledBytes request, RuntimeApiEndpoint endpoint, string invocationId) =>
        Ascii(request, $"POST {Base}invocation/{invocationId}/response HTTP/1.1\r\nHost: {endpoint}\r\nUser-Agent: llm-gateway\r\n"
            + "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
            + "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
            + $"Trailer: {ErrorTypeHeader}, {ErrorBodyHeader}\r\n\r\n");

    /// <summary>A failure: of an invocation, or of the start when <paramref name="invocationId"/> is null.</summary>
    public static void WriteError(PooledBytes request, RuntimeApiEndpoint endpoint, string? invocationId, RuntimeError error)
    {
        var body = error.ToJson();
        var path = invocationId is null ? "init/error" : $"invocation/{invocationId}/error";
        Ascii(request, $"POST {Base}{path} HTTP/1.1\r\nHost: {endpoint}\r\nUser-Agent: llm-gateway\r\nContent-Type: application/vnd.aws.lambda.error+json\r\n"
            + $"{ErrorTypeHeader}: {error.Type}\r\nContent-Length: {body.Length}\r\n\r\n");
        request.Append(body.Span);
    }

    /// <summary>One chunk of a chunked body.</summary>
    public static void WriteChunk(PooledBytes request, ReadOnlySpan<byte> data)
    {
        WriteChunkSize(request, data.Length);
        request.Append(data);
        request.Append("\r\n"u8);
    }

    public static void WriteChunkSize(PooledBytes request, int size)
    {
        Utf8Formatter.TryFormat(size, request.Room(8).Span, out var digits, new StandardFormat('X'));
        request.Advance(digits);
        request.Append("\r\n"u8);
    }

    /// <summary>The end of a chunked body that broke: the error travels in trailers, its JSON in base64 as line ends would end the trailer.</summary>
    public static void WriteErrorTrailers(PooledBytes request, RuntimeError error) =>
        Ascii(request, $"0\r\n{ErrorTypeHeader}: {error.Type}\r\n{ErrorBodyHeader}: {Convert.ToBase64String(error.ToJson().Span)}\r\n\r\n");

    private static void Ascii(PooledBytes request, string text) =>
        request.Advance(Encoding.ASCII.GetBytes(text, request.Room(text.Length).Span));
}

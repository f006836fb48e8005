using System.Buffers;

namespace LlmGateway.Core.Protocols;

/// <summary>The framing of <c>text/event-stream</c>.</summary>
internal static class ServerSentEvents
{
    public const string ContentType = "text/event-stream; charset=utf-8";

    /// <summary>A comment: says that the line is alive, and means nothing to a client.</summary>
    public static ReadOnlyMemory<byte> KeepAlive { get; } = ": keep-alive\n\n"u8.ToArray();

    public static ReadOnlySpan<byte> DataStart => "data: "u8;
    public static ReadOnlySpan<byte> End => "\n\n"u8;

    /// <summary>One event with a payload that holds no line break.</summary>
    public static void Write(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        output.Write(DataStart);
        output.Write(payload);
        output.Write(End);
    }
}

using System.Buffers;
using System.Text;

namespace LlmGateway.Core.Protocols;

/// <summary>The framing of <c>text/event-stream</c>.</summary>
internal static class ServerSentEvents
{
    public const string ContentType = "text/event-stream; charset=utf-8";

    /// <summary>A comment: says that the line is alive, and means nothing to a client.</summary>
    public static ReadOnlyMemory<byte> KeepAlive { get; } = ": keep-alive\n\n"u8.ToArray();

    public static ReadOnlySpan<byte> DataStart => "data: "u8;
    public static ReadOnlySpan<byte> End => "\n\n"u8;

    /// <summary>The name of the event whose data follows.</summary>
    public static void WriteName(string name, IBufferWriter<byte> output)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, output);
        output.Write("\n"u8);
    }

    /// <summary>One event; a payload of several lines becomes as many data lines.</summary>
    public static void Write(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        int lineEnd;
        while ((lineEnd = payload.IndexOf((byte)'\n')) >= 0)
        {
            output.Write(DataStart);
            output.Write(payload[..(lineEnd + 1)]);
            payload = payload[(lineEnd + 1)..];
        }
        output.Write(DataStart);
        output.Write(payload);
        output.Write(End);
    }
}

using System.Buffers.Text;
using System.Text;

namespace LlmGateway.Handler.Runtime;

/// <summary>Status and headers of a Runtime API reply: only those that the handler reads.</summary>
internal sealed class ReplyHead
{
    public int Status { get; private set; }

    /// <summary>Length of the body; null: <see cref="IsChunked"/>, or unknown.</summary>
    public int? ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>The server closes the connection after this reply.</summary>
    public bool Closes { get; private set; }

    public string? RequestId { get; private set; }
    public long? DeadlineMs { get; private set; }
    public string? FunctionArn { get; private set; }
    public string? TraceId { get; private set; }

    /// <summary>Reads a head, from the status line up to (not including) the blank line that ends it.</summary>
    /// <exception cref="RuntimeApiException">This is no HTTP/1.x reply.</exception>
    public static ReplyHead Parse(ReadOnlySpan<byte> head)
    {
        // "HTTP/1.1 200 OK"
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(head[9..12], out int status, out var digits) || digits != 3)
            throw new RuntimeApiException("The Runtime API's reply does not begin with an HTTP/1.x status line.");
        var reply = new ReplyHead { Status = status, Closes = head[7] == (byte)'0' };
        var rest = NextLine(head, out _);
        while (!rest.IsEmpty)
        {
            rest = NextLine(rest, out var line);
            var colon = line.IndexOf((byte)':');
            if (colon > 0) reply.Take(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
        }
        return reply;
    }

    private static ReadOnlySpan<byte> NextLine(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        var end = text.IndexOf("\r\n"u8);
        line = end < 0 ? text : text[..end];
        return end < 0 ? [] : text[(end + 2)..];
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Is(name, "Content-Length"u8)) ContentLength = (int)Number(value);
        else if (Is(name, "Transfer-Encoding"u8)) IsChunked = Is(value, "chunked"u8);
        else if (Is(name, "Connection"u8)) Closes = Is(value, "close"u8);
        else if (Is(name, "Lambda-Runtime-Aws-Request-Id"u8)) RequestId = Encoding.ASCII.GetString(value);
        else if (Is(name, "Lambda-Runtime-Deadline-Ms"u8)) DeadlineMs = Number(value);
        else if (Is(name, "Lambda-Runtime-Invoked-Function-Arn"u8)) FunctionArn = Encoding.ASCII.GetString(value);
        else if (Is(name, "Lambda-Runtime-Trace-Id"u8)) TraceId = Encoding.ASCII.GetString(value);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(text, expected);

    private static long Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out var read) && read == value.Length
            ? number
            : throw new RuntimeApiException("A number in the Runtime API's headers is none.");
}

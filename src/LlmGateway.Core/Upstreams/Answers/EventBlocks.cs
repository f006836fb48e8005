using System.Runtime.CompilerServices;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>One event of a <c>text/event-stream</c>, as it came.</summary>
/// <param name="Bytes">All of it with the blank line at its end, valid until the next one is asked for.</param>
/// <param name="DataAt">Where in <paramref name="Bytes"/> the data stands in one piece; -1: it has none, or several lines.</param>
/// <param name="Data">The data: of several lines joined, empty where there is none.</param>
internal readonly record struct EventBlock(ReadOnlyMemory<byte> Bytes, int DataAt, ReadOnlyMemory<byte> Data);

/// <summary>
/// Cuts an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html) into its events without changing a byte, so that they can be
/// copied: the framework's <c>SseParser</c> gives their contents alone.
/// </summary>
internal static class EventBlocks
{
    /// <summary>A longer event goes on as it is, unread.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    public static async IAsyncEnumerable<EventBlock> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var (start, scanned, end, lineStart) = (0, 0, 0, 0);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            end += read;
            var last = read == 0;
            while (NextLine(buffer.AsSpan(0, end), scanned, last) is { } line)
            {
                var blank = line.End == lineStart;
                (scanned, lineStart) = (line.Next, line.Next);
                if (!blank) continue;
                yield return BlockOf(buffer.AsMemory(start, line.Next - start));
                start = line.Next;
            }
            if (last)
            {
                if (end > start) yield return BlockOf(buffer.AsMemory(start, end - start));
                yield break;
            }
            if (end - start > MostBytes)
            {
                yield return new EventBlock(buffer.AsMemory(start, end - start), -1, default);
                start = end;
            }
            // A line end that may still become two stays unread.
            scanned = end > scanned && buffer[end - 1] == (byte)'\r' ? end - 1 : end;
            scanned = Math.Max(scanned, start);
            if (end < buffer.Length) continue;
            var into = start > 0 && end - start <= buffer.Length / 2 ? buffer : new byte[buffer.Length * 2];
            buffer.AsSpan(start, end - start).CopyTo(into);
            (buffer, scanned, lineStart, end, start) = (into, scanned - start, Math.Max(lineStart - start, 0), end - start, 0);
        }
    }

    /// <summary>The end of the line, and where the next one begins; null: its end has not come.</summary>
    private static (int End, int Next)? NextLine(ReadOnlySpan<byte> bytes, int from, bool last)
    {
        var at = bytes[from..].IndexOfAny((byte)'\n', (byte)'\r');
        if (at < 0) return null;
        at += from;
        if (bytes[at] == (byte)'\n') return (at, at + 1);
        if (at + 1 == bytes.Length) return last ? (at, at + 1) : null;
        return (at, bytes[at + 1] == (byte)'\n' ? at + 2 : at + 1);
    }

    private static EventBlock BlockOf(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var from = 0;
        var (at, length, lines) = (-1, 0, 0);
        List<byte>? joined = null;
        while (from < span.Length)
        {
            var line = NextLine(span, from, last: true) ?? (span.Length, span.Length);
            if (ValueOf(span[from..line.End]) is { } value)
            {
                if (lines++ == 0)
                {
                    (at, length) = (from + value, line.End - from - value);
                }
                else
                {
                    joined ??= [.. span.Slice(at, length)];
                    joined.Add((byte)'\n');
                    joined.AddRange(span[(from + value)..line.End]);
                }
            }
            from = line.Next;
        }
        return lines == 1 ? new EventBlock(bytes, at, bytes.Slice(at, length)) : new EventBlock(bytes, -1, joined?.ToArray() ?? default(ReadOnlyMemory<byte>));
    }

    /// <summary>Where the value of a <c>data</c> line begins; null: it is another line.</summary>
    private static int? ValueOf(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("\uFEFF"u8)) return ValueOf(line[3..]) is { } behind ? behind + 3 : null;
        if (!line.StartsWith("data"u8)) return null;
        if (line.Length == 4) return 4;
        if (line[4] != (byte)':') return null;
        return line.Length > 5 && line[5] == (byte)' ' ? 6 : 5;
    }
}

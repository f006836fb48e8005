using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Amazon.Runtime.EventStreams;

namespace LlmGateway.Core.Aws;

/// <summary>Cuts <c>application/vnd.amazon.eventstream</c> into messages; the SDK decodes each and checks its checksums.</summary>
internal static class EventStreamReader
{
    private const int PreludeBytes = 12;

    /// <summary>The least a message can have: prelude, no headers, no payload, checksum.</summary>
    private const int LeastBytes = PreludeBytes + 4;

    /// <summary>https://smithy.io/2.0/aws/amazon-eventstream.html: 16 MB of payload, 128 KB of headers.</summary>
    private const int MostBytes = 16 * 1024 * 1024 + 128 * 1024 + LeastBytes;

    /// <exception cref="EventStreamBrokenException">The stream is cut, or is none.</exception>
    public static async IAsyncEnumerable<EventStreamMessage> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (TryTake(ref rest, out var message)) yield return message;
                reader.AdvanceTo(rest.Start, rest.End);
                if (!read.IsCompleted) continue;
                if (!rest.IsEmpty) throw new EventStreamBrokenException("The event stream was cut within a message.");
                yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out EventStreamMessage message)
    {
        message = null!;
        if (buffer.Length < PreludeBytes) return false;
        Span<byte> prelude = stackalloc byte[PreludeBytes];
        buffer.Slice(0, PreludeBytes).CopyTo(prelude);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        if (length is < LeastBytes or > MostBytes) throw new EventStreamBrokenException($"An event stream message claims {length} bytes.");
        if (buffer.Length < length) return false;

        var size = (int)length;
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            buffer.Slice(0, size).CopyTo(rented);
            message = EventStreamMessage.FromBuffer(rented, 0, size);
        }
        catch (Exception broken) when (broken is EventStreamParseException or EventStreamChecksumFailureException or ArgumentException or IndexOutOfRangeException)
        {
            throw new EventStreamBrokenException("An event stream message is damaged.", broken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
        buffer = buffer.Slice(size);
        return true;
    }
}

/// <summary>Bytes that are no event stream, or not all of one.</summary>
internal sealed class EventStreamBrokenException(string message, Exception? cause = null) : IOException(message, cause);

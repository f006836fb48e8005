using System.Buffers;
using System.Buffers.Text;

namespace LlmGateway.Handler.Runtime;

/// <summary>Reads HTTP/1.1 replies, one after the other, from a connection that stays open.</summary>
internal sealed class ReplyReader(Stream stream) : IDisposable
{
    private const int MaxHeadLength = 64 * 1024;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
    private int start;
    private int end;
    private Task<int>? pending;

    /// <summary>
    /// Begins to wait for the next bytes, and gives a task that ends with whatever comes: 0 when the other side closes the connection.
    /// This is how a connection is watched while nothing is read from it; the bytes are kept for the next <see cref="ReadAsync"/>.
    /// </summary>
    public Task<int> Watch() => pending ??= ReceiveAsync(CancellationToken.None).AsTask();

    /// <summary>Reads the next reply. Null: the connection was closed before its first byte.</summary>
    /// <param name="bodyMayEndTheConnection">Without any length, the body is all that comes until the close; otherwise there is none.</param>
    /// <param name="cancellationToken">Leaves the connection unusable.</param>
    /// <exception cref="RuntimeApiException">The reply is malformed or broken off.</exception>
    public async ValueTask<Reply?> ReadAsync(bool bodyMayEndTheConnection, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadHeadAsync(cancellationToken) is not { } head) return null;
            // 1xx replies only announce the real one.
            if (head.Status < 200) continue;
            if (head.IsChunked) return await ReadChunkedAsync(head, cancellationToken);
            if (head.ContentLength is { } length) return await ReadSizedAsync(head, length, cancellationToken);
            return bodyMayEndTheConnection ? await ReadToEndAsync(head, cancellationToken) : new Reply(head, new PooledBytes(0), keepsOpen: false);
        }
    }

    public void Dispose()
    {
        // A receive that is still pending owns the buffer; the pool can do without it.
        if (pending is null or { IsCompleted: true }) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        start = end = 0;
    }

    private async ValueTask<ReplyHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                var head = ReplyHead.Parse(buffer.AsSpan(start, length));
                start += length + 4;
                return head;
            }
            if (end - start > MaxHeadLength) throw new RuntimeApiException("The Runtime API's headers do not end.");
            if (await FillAsync(cancellationToken) > 0) continue;
            return start == end ? null : throw BrokenOff();
        }
    }

    private async ValueTask<Reply> ReadSizedAsync(ReplyHead head, int length, CancellationToken cancellationToken)
    {
        var body = new PooledBytes(length);
        await CopyAsync(body, length, cancellationToken);
        return new Reply(head, body, !head.Closes);
    }

    private async ValueTask<Reply> ReadChunkedAsync(ReplyHead head, CancellationToken cancellationToken)
    {
        var body = new PooledBytes(0);
        while (true)
        {
            var size = ChunkSize(await ReadLineAsync(cancellationToken));
            if (size == 0) break;
            await CopyAsync(body, size, cancellationToken);
            if ((await ReadLineAsync(cancellationToken)).Length > 0) throw new RuntimeApiException("A chunk is longer than it says.");
        }
        // Trailers, up to a blank line: the Runtime API sends none that matter.
        while ((await ReadLineAsync(cancellationToken)).Length > 0) { }
        return new Reply(head, body, !head.Closes);
    }

    private async ValueTask<Reply> ReadToEndAsync(ReplyHead head, CancellationToken cancellationToken)
    {
        var body = new PooledBytes(0);
        do
        {
            body.Append(buffer.AsSpan(start, end - start));
            start = end;
        }
        while (await FillAsync(cancellationToken) > 0);
        return new Reply(head, body, keepsOpen: false);
    }

    private static int ChunkSize(ReadOnlyMemory<byte> line)
    {
        var text = line.Span;
        var extension = text.IndexOf((byte)';');
        if (extension >= 0) text = text[..extension];
        text = text.Trim(" \t"u8);
        return Utf8Parser.TryParse(text, out int size, out var read, 'x') && read == text.Length && size >= 0
            ? size
            : throw new RuntimeApiException("A chunk of the Runtime API's reply has no size.");
    }

    /// <summary>The next line without its end; valid until the next read.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var line = buffer.AsMemory(start, length);
                start += length + 2;
                return line;
            }
            if (end - start > MaxHeadLength) throw new RuntimeApiException("A line of the Runtime API's reply does not end.");
            if (await FillAsync(cancellationToken) == 0) throw BrokenOff();
        }
    }

    /// <summary>What is in the buffer first, then straight from the connection into the body.</summary>
    private async ValueTask CopyAsync(PooledBytes body, int count, CancellationToken cancellationToken)
    {
        if (pending is not null) await FillAsync(cancellationToken);
        var buffered = Math.Min(count, end - start);
        body.Append(buffer.AsSpan(start, buffered));
        start += buffered;
        for (var left = count - buffered; left > 0;)
        {
            var read = await stream.ReadAsync(body.Room(left), cancellationToken);
            if (read == 0) throw BrokenOff();
            body.Advance(read);
            left -= read;
        }
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        if (pending is not { } watched) return await ReceiveAsync(cancellationToken);
        var read = await watched.WaitAsync(cancellationToken);
        pending = null;
        return read;
    }

    private ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
        return read.IsCompletedSuccessfully ? new(Received(read.Result)) : Await(read);

        async ValueTask<int> Await(ValueTask<int> reading) => Received(await reading);
    }

    private int Received(int read)
    {
        end += read;
        return read;
    }

    private void MakeRoom()
    {
        if (start == end) start = end = 0;
        if (end < buffer.Length) return;
        var larger = start > 0 ? buffer : ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(start, end - start).CopyTo(larger);
        if (larger != buffer) ArrayPool<byte>.Shared.Return(buffer);
        (buffer, end, start) = (larger, end - start, 0);
    }

    private static RuntimeApiException BrokenOff() => new("The Runtime API closed the connection in the middle of a reply.");
}

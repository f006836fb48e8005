namespace LlmGateway.Handler.Tests.Runtime;

/// <summary>Gives its bytes in the pieces that a test chooses, as a network would.</summary>
internal sealed class SplitStream(params byte[][] pieces) : Stream
{
    private readonly Queue<ReadOnlyMemory<byte>> left = new(pieces.Where(piece => piece.Length > 0).Select(piece => new ReadOnlyMemory<byte>(piece)));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static SplitStream At(byte[] bytes, int position) => new(bytes[..position], bytes[position..]);

    public static SplitStream EveryByte(byte[] bytes) => new([.. bytes.Select(single => new[] { single })]);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Completing later, as sockets mostly do.
        await Task.Yield();
        return Read(buffer.Span);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !left.TryDequeue(out var piece)) return 0;
        var count = Math.Min(buffer.Length, piece.Length);
        piece.Span[..count].CopyTo(buffer);
        if (count < piece.Length)
        {
            var rest = left.ToArray();
            left.Clear();
            left.Enqueue(piece[count..]);
            foreach (var later in rest) left.Enqueue(later);
        }
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

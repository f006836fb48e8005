using System.Buffers.Binary;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>Lets a client's bytes through, and reads the sizes of its frames in passing (RFC 6455, 5.2): sockets put frames together, and API Gateway counts them before.</summary>
internal sealed class FrameGuard(Stream inner) : Stream
{
    private const int LongestHeader = 14;

    private readonly byte[] _header = new byte[LongestHeader];
    private int _inHeader;
    private long _leftOfPayload;

    /// <summary>A frame was larger than API Gateway takes.</summary>
    public bool Exceeded { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Look(buffer.Span[..read]);
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Look(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_leftOfPayload > 0)
            {
                var skipped = (int)Math.Min(_leftOfPayload, bytes.Length);
                _leftOfPayload -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            _header[_inHeader++] = bytes[0];
            bytes = bytes[1..];
            if (_inHeader < 2 || _inHeader < HeaderLength) continue;
            _leftOfPayload = PayloadLength;
            if (_leftOfPayload > SocketLimits.MostInFrame) Exceeded = true;
            _inHeader = 0;
        }
    }

    private int HeaderLength => 2 + ((_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 }) + ((_header[1] & 0x80) != 0 ? 4 : 0);

    private long PayloadLength => (_header[1] & 0x7F) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
        127 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
        var small => small,
    };
}

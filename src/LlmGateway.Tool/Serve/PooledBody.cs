using System.Buffers;
using System.IO.Pipelines;

namespace LlmGateway.Tool.Serve;

/// <summary>A request's whole body: where it arrived, if it came in one piece; else in a buffer of the pool. Given back at the request's end.</summary>
internal sealed class PooledBody : IDisposable
{
    private readonly PipeReader _reader;
    private readonly SequencePosition _end;
    private readonly byte[]? _rented;

    private PooledBody(PipeReader reader, ReadOnlySequence<byte> buffer)
    {
        (_reader, _end) = (reader, buffer.End);
        if (buffer.IsSingleSegment)
        {
            Memory = buffer.First;
            return;
        }
        var length = checked((int)buffer.Length);
        _rented = ArrayPool<byte>.Shared.Rent(length);
        buffer.CopyTo(_rented);
        Memory = _rented.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Reads to the end, also what is too much: a client that is still sending hears no refusal.</summary>
    /// <param name="reader">Which stops by itself at the server's limit.</param>
    /// <param name="most">Bytes that are kept.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    /// <returns>Null: it is larger.</returns>
    public static async ValueTask<PooledBody?> ReadAsync(PipeReader reader, int most, CancellationToken cancellationToken)
    {
        var tooLarge = false;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            tooLarge |= result.Buffer.Length > most;
            if (result.IsCompleted && !tooLarge) return new PooledBody(reader, result.Buffer);
            reader.AdvanceTo(tooLarge ? result.Buffer.End : result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    public void Dispose()
    {
        _reader.AdvanceTo(_end);
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}

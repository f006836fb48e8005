using System.Buffers;

namespace LlmGateway.Handler.Runtime;

/// <summary>Bytes that grow in a pooled array, and go back to the pool when disposed.</summary>
internal sealed class PooledBytes(int capacity) : IDisposable
{
    private byte[] array = capacity == 0 ? [] : ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write or the disposal.</summary>
    public Memory<byte> Memory => array.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        bytes.CopyTo(Room(bytes.Length).Span);
        Length += bytes.Length;
    }

    /// <summary>Room for <paramref name="count"/> bytes more; what is written there counts after <see cref="Advance"/>.</summary>
    public Memory<byte> Room(int count)
    {
        if (array.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, array.Length * 2));
            Memory.CopyTo(larger);
            Return();
            array = larger;
        }
        return array.AsMemory(Length, count);
    }

    public void Advance(int count) => Length += count;

    public void Clear() => Length = 0;

    public void Dispose()
    {
        Return();
        array = [];
        Length = 0;
    }

    private void Return()
    {
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
    }
}

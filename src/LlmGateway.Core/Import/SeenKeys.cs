using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Core.Import;

/// <summary>Counts keys that came before. It remembers 64 bits of each, and of a limited number: past that, duplicates are still resolved, and no more counted.</summary>
internal sealed class SeenKeys
{
    /// <summary>128 MB at most.</summary>
    private const int Most = 12_000_000;

    private ulong[] _slots = new ulong[1 << 12];
    private int _count;

    /// <summary>There were more keys than are remembered.</summary>
    public bool IsFull => _count >= Most;

    public long Duplicates { get; private set; }

    public void Add(string key)
    {
        var hash = HashOf(key);
        if (Put(_slots, hash))
        {
            if (++_count * 4L > _slots.Length * 3L) Grow();
        }
    }

    private bool Put(ulong[] slots, ulong hash)
    {
        var at = hash & (ulong)(slots.Length - 1);
        while (slots[at] != 0)
        {
            if (slots[at] == hash)
            {
                Duplicates++;
                return false;
            }
            at = (at + 1) & (ulong)(slots.Length - 1);
        }
        if (IsFull) return false;
        slots[at] = hash;
        return true;
    }

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (var hash in _slots)
            if (hash != 0) Put(larger, hash);
        _slots = larger;
    }

    private static ulong HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        // Zero is an empty slot.
        return BitConverter.ToUInt64(hash) | 1;
    }
}

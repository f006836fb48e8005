namespace LlmGateway.Core.Chats;

/// <summary>What a connection of this process remembers. Used by one request at a time.</summary>
internal sealed class MemorySession : IResponseSession
{
    /// <summary>UTF-16 units; the oldest are forgotten first.</summary>
    private const int Most = 16 * 1024 * 1024;

    private readonly Dictionary<string, KeptResponse> _kept = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];
    private int _size;

    public Task<IReadOnlyDictionary<string, KeptResponse>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, KeptResponse>>(_kept);

    public Task KeepAsync(string id, KeptResponse kept, CancellationToken cancellationToken)
    {
        Remove(id);
        _kept[id] = kept;
        _order.Enqueue(id);
        _size += SizeOf(kept);
        while (_size > Most && _order.TryDequeue(out var oldest)) Remove(oldest);
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string id, CancellationToken cancellationToken)
    {
        Remove(id);
        return Task.CompletedTask;
    }

    private void Remove(string id)
    {
        if (_kept.Remove(id, out var kept)) _size -= SizeOf(kept);
    }

    private static int SizeOf(KeptResponse kept) => kept.InputJson.Length + kept.ResponseJson.Length;
}

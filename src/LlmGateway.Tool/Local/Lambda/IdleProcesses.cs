namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Processes that wait for work, the one that waited shortest first, and calls that wait for such a process.</summary>
internal sealed class IdleProcesses
{
    /// <summary>How long a process that has answered may take to ask for more, before another is started in its place.</summary>
    private static readonly TimeSpan TurnaroundPatience = TimeSpan.FromMilliseconds(200);

    private readonly LinkedList<ProcessSlot> _idle = new();
    private readonly Queue<TaskCompletionSource<ProcessSlot>> _waiting = new();
    private readonly Lock _gate = new();

    /// <summary>A process asks for work.</summary>
    public void Add(ProcessSlot slot)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var waiter))
                if (waiter.TrySetResult(slot)) return;
            _idle.AddFirst(slot);
        }
    }

    /// <summary>A process ended; false when it was not idle.</summary>
    public bool Remove(ProcessSlot slot) { lock (_gate) return _idle.Remove(slot); }

    /// <summary>Takes an idle process; null when a new one must be started.</summary>
    /// <param name="finishing">Processes that have answered and are about to ask for more: a client that calls again at once is faster than they are.</param>
    public async Task<ProcessSlot?> TakeAsync(int finishing)
    {
        TaskCompletionSource<ProcessSlot> waiter;
        lock (_gate)
        {
            // One that has died unnoticed stays until its end is noticed, and counted, elsewhere.
            if (_idle.FirstOrDefault(slot => !slot.Process!.HasExited) is { } alive)
            {
                _idle.Remove(alive);
                return alive;
            }
            if (finishing <= _waiting.Count) return null;
            waiter = new TaskCompletionSource<ProcessSlot>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter);
        }
        await Task.WhenAny(waiter.Task, Task.Delay(TurnaroundPatience));
        return waiter.TrySetCanceled() ? null : await waiter.Task;
    }
}

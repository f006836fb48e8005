namespace LlmGateway.Tool.Local.Lambda;

/// <summary>A function's processes: idle ones are used again, new ones started, up to a number; further calls wait.</summary>
internal sealed class FunctionPool : IAsyncDisposable
{
    private static readonly TimeSpan InitPatience = TimeSpan.FromSeconds(90);

    /// <summary>How long a process that has answered may take to ask for more, before another is started in its place.</summary>
    private static readonly TimeSpan TurnaroundPatience = TimeSpan.FromMilliseconds(200);

    private readonly Func<int, HandlerProcess> _start;
    private readonly ILocalTrace _trace;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _capacity;
    private readonly Stack<int> _freePorts;
    private readonly Stack<ProcessSlot> _idle = new();
    private readonly Queue<TaskCompletionSource<ProcessSlot>> _waiters = new();
    private readonly Dictionary<int, ProcessSlot> _slots = [];
    private readonly Lock _gate = new();
    private bool _stopping;

    /// <param name="function">Whose processes they are.</param>
    /// <param name="start">Starts one that polls the Runtime API on a port.</param>
    /// <param name="ports">One for each process that may run.</param>
    /// <param name="trace">Told of starts and ends.</param>
    /// <param name="time">For deadlines.</param>
    public FunctionPool(LambdaFunction function, Func<int, HandlerProcess> start, IReadOnlyCollection<int> ports, ILocalTrace trace, TimeProvider time)
    {
        (Function, _start, _trace, _time) = (function, start, trace, time);
        _freePorts = new Stack<int>(ports.Reverse());
        _capacity = new SemaphoreSlim(ports.Count);
    }

    public LambdaFunction Function { get; }

    /// <summary>Of the processes that run now.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get { lock (_gate) return [.. _slots.Values.Select(slot => slot.Process?.Id).OfType<int>()]; }
    }

    /// <summary>The slot that a port belongs to; null when no process has it.</summary>
    public ProcessSlot? SlotOf(int port) { lock (_gate) return _slots.GetValueOrDefault(port); }

    /// <summary>Starts one process and waits until it polls, so that code that can't start is known at once.</summary>
    /// <exception cref="LocalRunException">It ended, or did not poll in time.</exception>
    public async Task WarmAsync(CancellationToken cancellationToken)
    {
        await _capacity.WaitAsync(cancellationToken);
        var slot = StartProcess();
        var first = await Task.WhenAny(slot.FirstPoll, slot.Process!.Exited, Task.Delay(InitPatience, _time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (first != slot.FirstPoll)
        {
            var how = first == slot.Process.Exited ? $"ended with exit code {await slot.Process.Exited}" : $"did not ask for work within {InitPatience.TotalSeconds:0} s";
            var why = slot.InitError ?? slot.Process.Log.Telling;
            throw new LocalRunException(
                $"The handler of {Function.LogicalId} {how} before its first request{(why is null ? "" : $": {why.TrimEnd('.')}")}. Mend that and start again; --trace shows all that it writes.");
        }
        Release(slot);
    }

    /// <summary>Hands an event to a process.</summary>
    public async Task<LambdaInvocation> InvokeAsync(string requestId, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (_capacity.CurrentCount == 0) _trace.Step(requestId, $"waits: all {_freePorts.Count + _slots.Count} processes of {Function.LogicalId} are busy (--concurrency)");
        await _capacity.WaitAsync(cancellationToken);
        var invocation = new LambdaInvocation(requestId, payload);
        await DispatchAsync(invocation);
        return invocation;
    }

    /// <summary>A process is ready for the next event.</summary>
    public void Release(ProcessSlot slot)
    {
        lock (_gate)
        {
            if (!_slots.ContainsKey(slot.Port)) return;
            if (!HandOver(slot)) _idle.Push(slot);
        }
        _capacity.Release();
    }

    /// <summary>Ends the process when the function's time is up.</summary>
    public void Watch(ProcessSlot slot, LambdaInvocation invocation) => _ = WatchAsync(slot, invocation);

    public async ValueTask DisposeAsync()
    {
        List<ProcessSlot> running;
        lock (_gate)
        {
            _stopping = true;
            running = [.. _slots.Values];
        }
        foreach (var slot in running) slot.Process?.Kill();
        await Task.WhenAll(running.Select(slot => slot.Process?.Exited).OfType<Task<int>>());
        foreach (var slot in running) slot.Process?.Dispose();
        _capacity.Dispose();
    }

    private async Task DispatchAsync(LambdaInvocation invocation)
    {
        var slot = await TakeAsync();
        var isNew = slot is null;
        slot ??= StartProcess();
        _trace.Step(invocation.RequestId, $"lambda {Function.LogicalId}: process {slot.Process!.Id}{(isNew ? " (new)" : "")}");
        slot.Offer(invocation);
    }

    private async Task<ProcessSlot?> TakeAsync()
    {
        TaskCompletionSource<ProcessSlot> waiter;
        lock (_gate)
        {
            while (_idle.TryPop(out var idle))
                if (!idle.Process!.HasExited) return idle;
            // A client that calls again at once is faster than the process that answered it asks for more.
            if (_slots.Values.Count(slot => slot.Current is { IsFinished: true }) <= _waiters.Count) return null;
            waiter = new TaskCompletionSource<ProcessSlot>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue(waiter);
        }
        await Task.WhenAny(waiter.Task, Task.Delay(TurnaroundPatience));
        return waiter.TrySetCanceled() ? null : await waiter.Task;
    }

    private bool HandOver(ProcessSlot slot)
    {
        while (_waiters.TryDequeue(out var waiter))
            if (waiter.TrySetResult(slot)) return true;
        return false;
    }

    private ProcessSlot StartProcess()
    {
        ProcessSlot slot;
        lock (_gate)
        {
            slot = new ProcessSlot(this, _freePorts.Pop(), _time);
            _slots.Add(slot.Port, slot);
        }
        slot.Process = _start(slot.Port);
        _ = FollowAsync(slot);
        return slot;
    }

    private async Task FollowAsync(ProcessSlot slot)
    {
        var code = await slot.Process!.Exited;
        bool wasIdle;
        lock (_gate)
        {
            if (_stopping) return;
            wasIdle = _idle.Contains(slot);
            if (wasIdle)
            {
                var others = _idle.Where(other => other != slot).Reverse().ToList();
                _idle.Clear();
                foreach (var other in others) _idle.Push(other);
            }
            _slots.Remove(slot.Port);
            _freePorts.Push(slot.Port);
        }
        _trace.Note($"process {slot.Process.Id} of {Function.LogicalId} ended with exit code {code}");
        slot.Process.Dispose();
        if (wasIdle) return;
        if (slot.Current is { IsDelivered: false } untouched && slot.FirstPoll.IsCompleted)
        {
            // It died between two invocations: the event that nobody saw goes to another process.
            await DispatchAsync(untouched);
            return;
        }
        var requestId = slot.Current?.RequestId ?? "";
        slot.Current?.Fail(slot.FirstPoll.IsCompleted
            ? LambdaException.Exited(requestId, code)
            : new LambdaException("Runtime.InitError", $"RequestId: {requestId} Error: {slot.InitError ?? slot.Process.Log.Telling ?? "the runtime exited during its initialization"}"));
        _capacity.Release();
    }

    private async Task WatchAsync(ProcessSlot slot, LambdaInvocation invocation)
    {
        await Task.Delay(Function.Timeout, _time);
        if (slot.Current != invocation || _stopping) return;
        invocation.Fail(LambdaException.TimedOut(invocation.RequestId, Function.Timeout));
        slot.Process?.Kill();
    }
}

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>A function's processes: idle ones are used again, new ones started, up to a number; further calls wait.</summary>
internal sealed class FunctionPool : IAsyncDisposable
{
    private static readonly TimeSpan InitPatience = TimeSpan.FromSeconds(90);

    private readonly Func<int, HandlerProcess> _start;
    private readonly ILocalTrace _trace;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _capacity;
    private readonly Stack<int> _freePorts;
    private readonly IdleProcesses _idle = new();
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
        if (_capacity.CurrentCount == 0) _trace.Step(requestId, $"waits for a process of {Function.LogicalId}: --concurrency is reached");
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
            _idle.Add(slot);
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
        int finishing;
        lock (_gate) finishing = _slots.Values.Count(each => each.Current is { IsFinished: true });
        var slot = await _idle.TakeAsync(finishing);
        var isNew = slot is null;
        try
        {
            slot ??= StartProcess();
        }
        catch (LocalRunException e)
        {
            invocation.Fail(LambdaException.InitFailed(invocation.RequestId, e.Message));
            return;
        }
        _trace.Step(invocation.RequestId, $"lambda {Function.LogicalId}: process {slot.Process!.Id}{(isNew ? " (new)" : "")}");
        slot.Offer(invocation);
    }

    private ProcessSlot StartProcess()
    {
        ProcessSlot slot;
        lock (_gate)
        {
            slot = new ProcessSlot(this, _freePorts.Pop(), _time);
            _slots.Add(slot.Port, slot);
        }
        try
        {
            slot.Process = _start(slot.Port);
        }
        catch (LocalRunException)
        {
            Forget(slot);
            _capacity.Release();
            throw;
        }
        _ = FollowAsync(slot);
        return slot;
    }

    private void Forget(ProcessSlot slot)
    {
        lock (_gate)
        {
            _slots.Remove(slot.Port);
            _freePorts.Push(slot.Port);
        }
    }

    private async Task FollowAsync(ProcessSlot slot)
    {
        var code = await slot.Process!.Exited;
        bool wasIdle;
        lock (_gate)
        {
            if (_stopping) return;
            wasIdle = _idle.Remove(slot);
            Forget(slot);
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
            : LambdaException.InitFailed(requestId, slot.InitError ?? slot.Process.Log.Telling));
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

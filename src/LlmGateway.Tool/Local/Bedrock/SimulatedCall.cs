namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>How a call ended.</summary>
internal enum SimulatedOutcome
{
    Running,
    Completed,

    /// <summary>The client went away first.</summary>
    Cancelled,

    /// <summary>Ended by an error: scripted, or the request's own fault.</summary>
    Failed,
}

/// <summary>A call that the simulator received: what came in, and what became of it.</summary>
internal sealed class SimulatedCall
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _tokensSent;

    public required string Method { get; init; }

    /// <summary>Path and query as sent, percent-encoding untouched.</summary>
    public required string Target { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Null when the path named no operation of the simulator.</summary>
    public BedrockTarget? Model { get; init; }

    public SimulatedOutcome Outcome { get; private set; }

    /// <summary>When it ended; for a cancelled call, when the simulator saw the client go.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Tokens of the answer that went out.</summary>
    public int TokensSent => Volatile.Read(ref _tokensSent);

    /// <summary>When the first token of the answer went out; null: none did.</summary>
    public DateTimeOffset? FirstTokenAt { get; private set; }

    /// <summary>Completes with the call.</summary>
    public Task Finished => _finished.Task;

    internal void CountToken(DateTimeOffset at)
    {
        if (Interlocked.Increment(ref _tokensSent) == 1) FirstTokenAt = at;
    }

    internal void Finish(SimulatedOutcome outcome, DateTimeOffset at)
    {
        Outcome = outcome;
        FinishedAt = at;
        _finished.TrySetResult();
    }
}

using System.IO.Pipelines;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>One event on its way through a function.</summary>
internal sealed class LambdaInvocation
{
    private readonly TaskCompletionSource<LambdaReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipe _body = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Lock _gate = new();
    private Action? _cut;

    public LambdaInvocation(string requestId, ReadOnlyMemory<byte> payload) => (RequestId, Event) = (requestId, payload);

    public string RequestId { get; }
    public ReadOnlyMemory<byte> Event { get; }

    /// <summary>Whether a process has taken it.</summary>
    public bool IsDelivered { get; set; }

    /// <summary>Whether the process has given its answer: it is about to ask for more work.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether its caller went away.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Why it failed, where that is known better than from the connection's end.</summary>
    public LambdaException? Failure { get; private set; }

    /// <summary>The answer's beginning, or a <see cref="LambdaException"/>.</summary>
    public Task<LambdaReply> Reply => _reply.Task;

    /// <summary>The process that serves it; for the trace.</summary>
    public int? ProcessId { get; set; }

    /// <summary>Where the Runtime API puts the answer.</summary>
    public PipeWriter Body => _body.Writer;

    /// <summary>Makes the answer's beginning known; false when the invocation failed or was answered before.</summary>
    public bool TryStart(string contentType, bool streamed) => _reply.TrySetResult(new LambdaReply(contentType, streamed, _body.Reader, () => Failure));

    /// <summary>Ends it as failed: in the answer's place if none began, else at the answer's end. Nothing happens after <see cref="Finish"/>.</summary>
    public void Fail(LambdaException failure)
    {
        if (IsFinished) return;
        Failure ??= failure;
        _reply.TrySetException(Failure);
        // Nobody may await a reply whose caller went away.
        _ = _reply.Task.Exception;
    }

    /// <summary>Says how the process's connection is cut; done at once when the caller has gone already.</summary>
    public void OnCancel(Action cut)
    {
        lock (_gate)
        {
            _cut = cut;
            if (!IsCancelled) return;
        }
        cut();
    }

    /// <summary>The answer is complete: the connection is the next invocation's, and no longer this one's to cut.</summary>
    public void Finish()
    {
        lock (_gate) _cut = null;
        IsFinished = true;
    }

    /// <summary>The caller went away: the process learns it by the end of its connection.</summary>
    public void Cancel()
    {
        Action? cut;
        lock (_gate)
        {
            if (IsCancelled) return;
            IsCancelled = true;
            cut = _cut;
        }
        cut?.Invoke();
    }
}

namespace LlmGateway.Core.Pipeline;

/// <summary>Cancels an answer when its client goes away, or 2 s before the host would cut it off: time enough to say so.</summary>
internal sealed class AnswerDeadline : IDisposable
{
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;

    public AnswerDeadline(DateTimeOffset? deadline, TimeProvider time, CancellationToken clientGone)
    {
        Token = clientGone;
        if (deadline is not { } end) return;
        var left = end - Reserve - time.GetUtcNow();
        // A timer has a limit of its own, far beyond any host's.
        if (left > TimeSpan.FromDays(1)) return;
        _timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, clientGone);
        Token = _either.Token;
    }

    public CancellationToken Token { get; }

    public bool Expired => _timer?.IsCancellationRequested ?? false;

    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }
}

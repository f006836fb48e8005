namespace LlmGateway.Tool.Tests.Bedrock;

/// <summary>A clock on which every wait is over at once, and has taken exactly as long as it was asked to.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _ticks;

    /// <summary>Passes whenever the clock is read.</summary>
    public TimeSpan Each { get; init; }

    public TimeSpan Now => TimeSpan.FromTicks(_ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += Each.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _ticks += dueTime.Ticks;
        callback(state);
        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

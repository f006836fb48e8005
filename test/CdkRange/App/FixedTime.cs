namespace CdkRange;

/// <summary>The same day for every CDK: the demo's data is dated.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
}

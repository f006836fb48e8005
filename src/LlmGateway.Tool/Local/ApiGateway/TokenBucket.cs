using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Lets so many requests through at once, and so many each second after.</summary>
internal sealed class TokenBucket(RateLimit limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = limit.Burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(limit.Burst, _tokens + time.GetElapsedTime(_filledAt, now).TotalSeconds * limit.PerSecond);
            _filledAt = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}

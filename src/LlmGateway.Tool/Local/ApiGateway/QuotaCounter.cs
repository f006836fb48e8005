using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Counts a key's requests in the calendar period of its plan.</summary>
internal sealed class QuotaCounter(UsageQuota quota, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTime _period = StartOf(quota.Period, time);
    private long _used = quota.Offset;

    /// <summary>Counts a request; false when the quota is used up, in which case it does not count.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (StartOf(quota.Period, time) is var current && current != _period) (_period, _used) = (current, 0);
            if (_used >= quota.Limit) return false;
            _used++;
            return true;
        }
    }

    private static DateTime StartOf(string period, TimeProvider time)
    {
        var today = time.GetUtcNow().UtcDateTime.Date;
        return period switch
        {
            "DAY" => today,
            "WEEK" => today.AddDays(-(int)today.DayOfWeek),
            _ => today.AddDays(1 - today.Day),
        };
    }
}

using LlmGateway.Tool.Local.ApiGateway;
using LlmGateway.Tool.Local.ApiGateway.Model;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class LimitTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 23, 59, 0, TimeSpan.Zero));

    [Fact]
    public void A_bucket_gives_its_burst_and_refills_at_its_rate()
    {
        var bucket = new TokenBucket(new RateLimit(2, 3), _time);
        Take(bucket, 4).Should().Be(3);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Take(bucket, 1).Should().Be(0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Take(bucket, 2).Should().Be(1);
        _time.Advance(TimeSpan.FromHours(1));
        Take(bucket, 9).Should().Be(3);
    }

    [Theory]
    [InlineData("DAY", 1)]
    [InlineData("MONTH", 1)]
    [InlineData("WEEK", 5 * 24 * 60)]
    public void A_quota_comes_back_with_the_next_period(string period, int minutes)
    {
        var quota = new QuotaCounter(new UsageQuota(2, period, 0), _time);
        (quota.TryTake(), quota.TryTake(), quota.TryTake()).Should().Be((true, true, false));
        _time.Advance(TimeSpan.FromMinutes(minutes));
        quota.TryTake().Should().BeTrue();
    }

    [Fact]
    public void A_weekly_quota_outlives_the_end_of_a_month()
    {
        var quota = new QuotaCounter(new UsageQuota(1, "WEEK", 0), _time);
        quota.TryTake();
        _time.Advance(TimeSpan.FromDays(1));
        quota.TryTake().Should().BeFalse();
    }

    [Fact]
    public void An_offset_shortens_the_first_period()
    {
        var quota = new QuotaCounter(new UsageQuota(2, "DAY", 2), _time);
        quota.TryTake().Should().BeFalse();
    }

    private static int Take(TokenBucket bucket, int times) => Enumerable.Range(0, times).Count(_ => bucket.TryTake());
}

using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class MetricsTests
{
    [Fact]
    public void Metrics_are_those_that_the_handler_writes()
    {
        StackTemplate.Of(stack =>
        {
            var gateway = new LlmRestGateway(stack, "Gateway", Fakes.Props with { Name = "chat" });
            Metric[] all = [gateway.MetricRequests(), gateway.MetricErrors(), gateway.MetricTimeToFirstToken(), gateway.MetricDuration(), gateway.MetricInputTokens(), gateway.MetricOutputTokens(), gateway.MetricCost(), gateway.MetricCacheHits(), gateway.MetricCacheMisses(), gateway.MetricCacheStale(), gateway.MetricSavedTokens(), gateway.MetricSavedCost()];
            all.Select(metric => $"{metric.MetricName} {metric.Statistic}").Should().Equal(
                "Requests Sum", "Errors Sum", "TimeToFirstToken p90", "Duration p90", "InputTokens Sum", "OutputTokens Sum", "CostUsd Sum", "CacheHits Sum", "CacheMisses Sum", "CacheStale Sum", "SavedTokens Sum", "SavedUsd Sum");
            all.Should().OnlyContain(metric => metric.Namespace == "LlmGateway" && (string)metric.Dimensions!["Gateway"] == "chat" && metric.Dimensions.Count == 1);
        });
    }

    [Fact]
    public void A_metric_may_be_of_one_model_and_of_another_statistic()
    {
        StackTemplate.Of(stack =>
        {
            var metric = new LlmRestGateway(stack, "Gateway", Fakes.Props).MetricDuration("nova-lite", new MetricOptions { Statistic = "p99", Period = Duration.Minutes(1) });
            metric.Dimensions.Should().BeEquivalentTo(new Dictionary<string, object> { ["Gateway"] = "Test/Gateway", ["Model"] = "nova-lite" });
            metric.Statistic.Should().Be("p99");
            metric.Period.ToSeconds().Should().Be(60);
        });
    }
}

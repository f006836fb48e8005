using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Telemetry;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Tests.Telemetry;

public sealed class LambdaTelemetryTests : IDisposable
{
    private readonly MemoryStream output = new();

    public void Dispose() => output.Dispose();

    [Fact]
    public void A_refusal_counts_as_an_error_of_its_kind()
    {
        var line = Report(Plain() with
        {
            Status = 429, Duration = TimeSpan.FromMilliseconds(12.345), Error = ErrorKind.Throttled, ErrorLog = "Too many.", ErrorMessage = "Too many. It says: secret",
        });
        ((string?)line["level"]).Should().Be("WARN");
        ((string?)line["message"]).Should().Be("refused");
        ((string?)line["error"]).Should().Be("Too many.");
        ((int)line["errorLength"]!).Should().Be(25);
        line.ToJsonString().Should().NotContain("secret");
        ((string?)line["ErrorKind"]).Should().Be("throttled");
        ((int)line["Errors"]!).Should().Be(1);
        ((decimal)line["Duration"]!).Should().BeApproximately(12.345m, 0.01m);
        line.ContainsKey("TimeToFirstToken").Should().BeFalse();
        line.ContainsKey("CostUsd").Should().BeFalse();
        var byKind = line["_aws"]!["CloudWatchMetrics"]![1]!;
        byKind["Dimensions"]!.ToJsonString().Should().Be("""[["Gateway","ErrorKind"]]""");
        byKind["Metrics"]!.ToJsonString().Should().Be("""[{"Name":"Errors","Unit":"Count"}]""");
    }

    [Fact]
    public void Words_of_callers_are_logged_where_the_operator_wants_contents_alone()
    {
        var report = Plain() with { Status = 400, Error = ErrorKind.InvalidRequest, ErrorMessage = "'role' is 'secret'.", ErrorField = "role", ErrorCode = "c" };

        var line = Report(report);
        (line.ContainsKey("error"), (string?)line["errorField"], (string?)line["errorCode"]).Should().Be((false, "role", "c"));
        ((string?)Report(report, content: true)["error"]).Should().Be("'role' is 'secret'.");
    }

    [Theory]
    [InlineData(ErrorKind.UnknownModel, "WARN")]
    [InlineData(ErrorKind.UpstreamFailed, "ERROR")]
    [InlineData(ErrorKind.Internal, "ERROR")]
    public void What_the_gateway_or_its_upstream_did_wrong_is_an_error(ErrorKind kind, string level) =>
        ((string?)Report(Plain() with { Error = kind })["level"]).Should().Be(level);

    [Theory]
    [InlineData(CacheState.Hit, 1, 0)]
    [InlineData(CacheState.Miss, 0, 1)]
    public void Where_the_cache_applies_hits_and_misses_count(CacheState cache, int hits, int misses)
    {
        var line = Report(Plain() with { Cache = cache });
        ((int)line["CacheHits"]!).Should().Be(hits);
        ((int)line["CacheMisses"]!).Should().Be(misses);
        Report(Plain()).ContainsKey("CacheHits").Should().BeFalse();
    }

    [Fact]
    public void Without_a_model_there_is_no_dimension_for_it()
    {
        var line = Report(Plain() with { Model = null });
        line.ContainsKey("Model").Should().BeFalse();
        line["_aws"]!["CloudWatchMetrics"]![0]!["Dimensions"]!.ToJsonString().Should().Be("""[["Gateway"]]""");
        line["_aws"]!["CloudWatchMetrics"]!.AsArray().Should().HaveCount(1);
    }

    [Fact]
    public void Each_metric_and_dimension_that_is_described_is_there()
    {
        var line = Report(Plain() with
        {
            Usage = new TokenUsage(10, 5), CostUsd = 0.5m, TimeToFirstToken = TimeSpan.FromMilliseconds(3), Cache = CacheState.Hit, Error = ErrorKind.Timeout,
        });
        var described = line["_aws"]!["CloudWatchMetrics"]!.AsArray()
            .SelectMany(directive => directive!["Metrics"]!.AsArray().Select(metric => (string)metric!["Name"]!)
                .Concat(directive["Dimensions"]!.AsArray().SelectMany(set => set!.AsArray().Select(dimension => (string)dimension!))));
        described.Should().OnlyContain(name => line.ContainsKey(name));
    }

    [Fact]
    public void Log_controls_silence_the_log_and_not_the_metrics()
    {
        var line = Report(Plain(), LogLevel.Error);
        line.ContainsKey("message").Should().BeFalse();
        ((int)line["Requests"]!).Should().Be(1);
    }

    [Fact]
    public void Failures_are_logged_whole()
    {
        using var log = new JsonLog(output, TimeProvider.System);
        new LambdaTelemetry(log, "g", "ns").Failure("r1", "keeping an answer", new InvalidOperationException("the table is gone"));
        var line = Lines().Single();
        ((string?)line["requestId"]).Should().Be("r1");
        ((string?)line["message"]).Should().Be("failed: keeping an answer");
        ((string?)line["errorType"]).Should().Be("System.InvalidOperationException");
        ((string?)line["error"]).Should().Contain("the table is gone");
    }

    [Fact]
    public void Lines_written_at_once_stay_whole()
    {
        using var log = new JsonLog(output, TimeProvider.System);
        Parallel.For(0, 500, i => log.Write(LogLevel.Information, $"line {i} \"quoted\" \n and broken"));
        Lines().Select(line => (string?)line["message"]).Should().BeEquivalentTo(Enumerable.Range(0, 500).Select(i => $"line {i} \"quoted\" \n and broken"));
    }

    private static RequestReport Plain() => new()
    {
        RequestId = "r1", Route = "/v1/chat/completions", Subject = "anonymous", Status = 200, Model = "claude", Duration = TimeSpan.FromMilliseconds(5),
    };

    private JsonObject Report(RequestReport report, LogLevel least = LogLevel.Information, bool content = false)
    {
        output.SetLength(0);
        using var log = new JsonLog(output, TimeProvider.System, least);
        new LambdaTelemetry(log, "gateway", "ns", content).Report(report);
        return Lines().Single();
    }

    private IEnumerable<JsonObject> Lines() => Encoding.UTF8.GetString(output.ToArray())
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject());
}

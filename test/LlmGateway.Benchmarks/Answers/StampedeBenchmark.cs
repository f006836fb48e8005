using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Answers;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>A hundred who ask the same at once, of a model that takes a second.</summary>
internal static class StampedeBenchmark
{
    private const int Askers = 100;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using var table = await DynaliteTable.CreateAsync();
        var model = new OneSecondModel();
        var document = new GatewayDocument
        {
            Name = "benchmark",
            Models = [new ModelDocument { Alias = "m", Upstream = UpstreamKinds.Bedrock, Model = "m" }],
            Cache = new CacheDocument { Table = DynaliteTable.Name, Scope = CacheScopes.Shared, TtlSeconds = 3600, WaitSeconds = 15 },
        };
        var gateway = GatewayPipeline.Create(document, _ => model, new AnswerCache(table.Dynamo, document.Cache, TimeProvider.System), new Silence(), TimeProvider.System);
        var times = await Task.WhenAll(Enumerable.Range(0, Askers).Select(async i =>
        {
            var start = Stopwatch.GetTimestamp();
            await gateway.RunAsync(new GatewayHttpRequest
            {
                RequestId = FormattableString.Invariant($"r-{i}"),
                Method = "POST",
                Path = "/v1/chat/completions",
                Headers = new Dictionary<string, string>(),
                Body = """{"messages":[{"role":"user","content":"What is up?"}]}"""u8.ToArray(),
                Caller = CallerIdentity.Anonymous,
            }, new Nowhere(), CancellationToken.None);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }));
        return
        [
            new("answers.stampede.calls", model.Calls, "", Goal: 1),
            new("answers.stampede.p50", Percentiles.Of(times, 50), "ms"),
            new("answers.stampede.most", times.Max(), "ms"),
        ];
    }

    private sealed class OneSecondModel : IUpstream
    {
        private int _calls;

        public int Calls => _calls;

        public bool Speaks(WireProtocol protocol, CatalogModel model) => false;

        public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            yield return new TextDelta("Hello");
            yield return new AnswerEnded(FinishReason.Stop);
        }
    }

    private sealed class Nowhere : IGatewayHttpResponse
    {
        public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) =>
            status == 200 ? ValueTask.CompletedTask : throw new InvalidOperationException($"The gateway answered {status}.");

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Silence : ITelemetrySink
    {
        public void Report(RequestReport report) { }

        public void Failure(string requestId, string what, Exception cause) => throw new InvalidOperationException(what, cause);
    }
}

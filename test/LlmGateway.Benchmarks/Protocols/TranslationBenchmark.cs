using BenchmarkDotNet.Attributes;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Benchmarks.Protocols;

/// <summary>A streamed answer through the whole gateway, without a network: of one piece of text, and of a thousand more.</summary>
[MemoryDiagnoser]
public class TranslationBenchmark
{
    /// <summary>How many pieces the long answer has beyond the short one's.</summary>
    internal const int More = 1_000;

    private GatewayPipeline _short = null!;
    private GatewayPipeline _long = null!;
    private GatewayHttpRequest _request = null!;

    internal static IEnumerable<ProtocolPair> Pairs => ProtocolPair.All;

    /// <summary>The pair's name.</summary>
    [ParamsSource(nameof(Names))]
    public string Pair { get; set; } = null!;

    public static IEnumerable<string> Names => Pairs.Select(pair => pair.ToString());

    [GlobalSetup]
    public void Prepare()
    {
        var pair = Pairs.Single(one => one.ToString() == Pair);
        (_short, _long) = (Gateway(pair, 1), Gateway(pair, 1 + More));
        _request = new GatewayHttpRequest
        {
            RequestId = "r-1",
            Method = "POST",
            Path = pair.Route,
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["anthropic-version"] = "2023-06-01" },
            Body = pair.Body,
            Caller = CallerIdentity.Anonymous,
        };
    }

    [Benchmark]
    public Task<int> OnePiece() => RunAsync(_short);

    [Benchmark]
    public Task<int> ManyPieces() => RunAsync(_long);

    private async Task<int> RunAsync(GatewayPipeline pipeline)
    {
        var response = new CountedResponse();
        await pipeline.RunAsync(_request, response, CancellationToken.None);
        return response.Status == 200 ? response.Bytes : throw new InvalidOperationException($"{Pair} answered {response.Status}.");
    }

    private static GatewayPipeline Gateway(ProtocolPair pair, int deltas)
    {
        var http = new HttpMessageInvoker(new ReadyServer(deltas));
        var aws = new AwsServices(http, "us-east-1", name => name == "AWS_BEARER_TOKEN_BEDROCK" ? "bedrock-key" : null, TimeProvider.System);
        return GatewayPipeline.Create(
            new GatewayDocument { Name = "benchmark", Models = [pair.Model] }, new UpstreamRouter(http, aws, TimeProvider.System).For, cache: null, new Silence(), TimeProvider.System);
    }

    private sealed class CountedResponse : IGatewayHttpResponse
    {
        public int Status { get; private set; }
        public int Bytes { get; private set; }

        public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
        {
            Status = status;
            return ValueTask.CompletedTask;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Bytes += data.Length;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Silence : ITelemetrySink
    {
        public void Report(RequestReport report) { }

        public void Failure(string requestId, string what, Exception cause) => throw new InvalidOperationException(what, cause);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>The whole gateway above the network: a request in, what the upstream received and the client got out.</summary>
internal sealed class CorpusGateway : ITelemetrySink
{
    private readonly CannedServer _server = new();
    private readonly GatewayPipeline _pipeline;

    /// <param name="more">Models beside <see cref="Upstreams"/>.</param>
    public CorpusGateway(params ModelDocument[] more)
    {
        var document = new GatewayDocument { Name = "corpus", Models = [.. Upstreams.Values, .. more] };
        var http = new HttpMessageInvoker(_server);
        var aws = new AwsServices(http, "us-east-1", name => name == "AWS_BEARER_TOKEN_BEDROCK" ? "bedrock-key" : null, TimeProvider.System);
        _pipeline = GatewayPipeline.Create(document, new UpstreamRouter(http, aws, TimeProvider.System).For, cache: null, this, TimeProvider.System);
    }

    private static readonly GuardrailDocument[] Offered = [new() { Id = "gr-1", Version = "2" }];

    /// <summary>One of each kind that differs on the wire.</summary>
    public static IReadOnlyDictionary<string, ModelDocument> Upstreams { get; } = new ModelDocument[]
    {
        new() { Alias = "claude", Upstream = UpstreamKinds.Bedrock, CallerGuardrails = Offered, Model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0" },
        new() { Alias = "nova", Upstream = UpstreamKinds.Bedrock, CallerGuardrails = Offered, Model = "us.amazon.nova-pro-v1:0" },
        new() { Alias = "unheard-of", Upstream = UpstreamKinds.Bedrock, CallerGuardrails = Offered, Model = "vendor.tomorrow-v1:0" },
        new() { Alias = "openai", Upstream = UpstreamKinds.OpenAi, Model = "gpt-5-mini", Endpoint = "http://openai.example/v1" },
        new() { Alias = "server", Upstream = UpstreamKinds.OpenAi, Model = "qwen3-32b", Endpoint = "http://vllm.example/v1" },
        new() { Alias = "anthropic", Upstream = UpstreamKinds.Anthropic, Model = "claude-opus-4-1-20250805", Endpoint = "http://anthropic.example/v1" },
    }.ToDictionary(model => model.Alias, StringComparer.Ordinal);

    /// <summary>What the model servers say; null: words.</summary>
    public CannedAnswer Answer { get => _server.Answer; set => _server.Answer = value; }

    /// <summary>Set: what the model servers say instead, by the path that is asked.</summary>
    public Func<string, HttpResponseMessage>? Script { get => _server.Script; set => _server.Script = value; }

    /// <summary>Set: what the model servers say instead, by the body that they are sent.</summary>
    public Func<byte[], HttpResponseMessage>? Server { get => _server.ByBody; set => _server.ByBody = value; }

    public List<Exception> Failures { get; } = [];

    /// <summary>Sends a request, and returns what came of it.</summary>
    public Task<CorpusOutcome> RunAsync(string route, Dictionary<string, string> headers, byte[] body) => RunAsync("POST", route, headers, [], body);

    public async Task<CorpusOutcome> RunAsync(string method, string route, Dictionary<string, string> headers, Dictionary<string, string> query, byte[] body)
    {
        _server.Received.Clear();
        Failures.Clear();
        var response = new GatheredResponse();
        await _pipeline.RunAsync(
            new GatewayHttpRequest { RequestId = "r-1", Method = method, Path = route, Headers = headers, Query = query, Body = body, Caller = CallerIdentity.Anonymous },
            response, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return new CorpusOutcome(response, [.. _server.Received]);
    }

    public List<RequestReport> Reports { get; } = [];

    public void Report(RequestReport report) => Reports.Add(report);

    public void Failure(string requestId, string what, Exception cause) => Failures.Add(cause);
}

/// <summary>What came of a request.</summary>
internal sealed record CorpusOutcome(GatheredResponse Response, IReadOnlyList<ReceivedCall> Calls)
{
    /// <summary>As the corpus keeps it: the calls that upstreams received, and what the client was told beside the answer.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Calls.Count > 0) json["calls"] = new JsonArray([.. Calls.Select(call => call.ToJson())]);
        if (Response.Headers.TryGetValue("x-llm-gateway-dropped", out var dropped)) json["dropped"] = dropped;
        if (Response.Status != 200) json["refused"] = new JsonObject { ["status"] = Response.Status, ["body"] = JsonNode.Parse(Response.Text) };
        return json;
    }
}

/// <summary>A call as a model server received it.</summary>
internal sealed record ReceivedCall(string Path, string Betas, byte[] Body)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["path"] = Path };
        if (Betas.Length > 0) json["anthropic-beta"] = Betas;
        json["body"] = JsonNode.Parse(Body);
        return json;
    }
}

/// <summary>A response, whole.</summary>
internal sealed class GatheredResponse : IGatewayHttpResponse
{
    private readonly MemoryStream _bytes = new();

    public int Status { get; private set; }
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
    public string Text => Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
    public bool Ended { get; private set; }

    public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        Status = status;
        foreach (var (name, value) in headers) Headers[name] = value;
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        _bytes.Write(data.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        Ended = true;
        return ValueTask.CompletedTask;
    }
}

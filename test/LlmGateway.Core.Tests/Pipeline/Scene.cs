using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Files;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Pipeline;

/// <summary>A gateway with a scripted upstream and a clock that stands still.</summary>
internal sealed class Scene : IGatewayHttpResponse, ITelemetrySink, IUpstream
{
    private readonly StringBuilder _body = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstWrite = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Scene()
    {
        Document = new GatewayDocument
        {
            Name = "test",
            Models =
            [
                new ModelDocument { Alias = "small", Upstream = UpstreamKinds.Bedrock, Model = "vendor.small-v1:0", Price = new PriceDocument { Input = 1, Output = 10 } },
                new ModelDocument { Alias = "large", Upstream = UpstreamKinds.Bedrock, Model = "vendor.large-v1:0" },
            ],
        };
    }

    public GatewayDocument Document { get; set; }
    public AnswerCache? Cache { get; init; }

    /// <summary>Where chats are, for documents that keep them.</summary>
    public Amazon.DynamoDBv2.IAmazonDynamoDB? Records { get; init; }

    public IReadOnlyList<KnowledgeSource> Knowledge { get; set; } = [];

    /// <summary>Wins over <see cref="Time"/>: where waiting is what is tested.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Null: from public addresses alone.</summary>
    public RemoteFiles? Files { get; init; }

    public FakeTimeProvider Time { get; init; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>What the upstream says; each test sets it.</summary>
    public Func<UpstreamCall, CancellationToken, IAsyncEnumerable<ChatEvent>> Upstream { get; set; } = (_, _) => Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop));

    public WireProtocol? Spoken { get; set; }
    public List<UpstreamCall> Calls { get; } = [];

    /// <summary>The upstream was called.</summary>
    public Task Asked => _asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public bool UpstreamClosed { get; private set; }

    public int Status { get; private set; }
    public Dictionary<string, string> Headers { get; } = [];
    public string Body { get { lock (_body) return _body.ToString(); } }
    public int Writes { get; private set; }
    public Task FirstWrite => _firstWrite.Task.WaitAsync(TimeSpan.FromSeconds(30));
    public RequestReport? Settled { get; private set; }
    public List<Exception> Failures { get; } = [];

    /// <summary>The host was told that the body is complete.</summary>
    public bool Ended { get; private set; }

    /// <summary>Set: the client's line is broken from the write of that number on.</summary>
    public int? BreaksAtWrite { get; set; }

    public static async IAsyncEnumerable<ChatEvent> Say(params ChatEvent[] events)
    {
        foreach (var one in events) yield return one;
        await Task.CompletedTask;
    }

    public Task RunAsync(string body, string path = "/v1/chat/completions", string method = "POST", CallerIdentity? caller = null,
        Dictionary<string, string>? headers = null, DateTimeOffset? deadline = null, string requestId = "r-1", Dictionary<string, string>? query = null,
        IResponseSession? session = null, CancellationToken clientGone = default) =>
        GatewayPipeline.Create(Document, _ => this, Cache, this, Clock ?? Time, chats: Document.History is { } history ? new ChatTable(Records!, history, Time) : null, knowledge: Knowledge, files: Files).RunAsync(
            new GatewayHttpRequest
            {
                RequestId = requestId,
                Method = method,
                Path = path,
                Headers = headers ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
                Query = query ?? [],
                Session = session,
                Body = Encoding.UTF8.GetBytes(body),
                Caller = caller ?? CallerIdentity.Anonymous,
                Deadline = deadline,
            }, this, clientGone).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The payloads of the server-sent events, in order.</summary>
    public List<string> Events => [.. Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..])];

    ValueTask IGatewayHttpResponse.StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        Status.Should().Be(0, "a response starts once");
        Status = status;
        foreach (var (name, value) in headers) Headers.Add(name, value);
        return ValueTask.CompletedTask;
    }

    ValueTask IGatewayHttpResponse.WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Status.Should().NotBe(0, "headers come first");
        cancellationToken.ThrowIfCancellationRequested();
        if (++Writes >= BreaksAtWrite) throw new IOException("The client is gone.");
        lock (_body) _body.Append(Encoding.UTF8.GetString(data.Span));
        _firstWrite.TrySetResult();
        return ValueTask.CompletedTask;
    }

    ValueTask IGatewayHttpResponse.EndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Writes + 1 >= BreaksAtWrite) throw new IOException("The client is gone.");
        Ended = true;
        return ValueTask.CompletedTask;
    }

    void ITelemetrySink.Report(RequestReport report)
    {
        Settled.Should().BeNull("a request is settled once");
        Settled = report;
    }

    void ITelemetrySink.Failure(string requestId, string what, Exception cause) => Failures.Add(cause);

    bool IUpstream.Speaks(WireProtocol protocol, CatalogModel model) => protocol == Spoken;

    async IAsyncEnumerable<ChatEvent> IUpstream.InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Calls.Add(call);
        _asked.TrySetResult();
        try
        {
            await foreach (var one in Upstream(call, cancellationToken)) yield return one;
        }
        finally
        {
            UpstreamClosed = true;
        }
    }
}

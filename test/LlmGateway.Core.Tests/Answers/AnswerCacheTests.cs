using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.DynamoDb;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>The cache on the real DynamoDB wire.</summary>
public sealed class AnswerCacheTests : IAsyncLifetime
{
    private const string Chat = "/v1/chat/completions";
    private static readonly CallerIdentity Ada = new("key:ada");
    private static readonly CallerIdentity Bob = new("key:bob");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private DynaliteProcess _dynalite = null!;
    private AmazonDynamoDBClient _dynamo = null!;

    public async Task InitializeAsync()
    {
        _dynalite = await DynaliteProcess.StartAsync();
        _dynamo = new AmazonDynamoDBClient("key", "secret", new AmazonDynamoDBConfig { ServiceURL = _dynalite.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        await _dynamo.CreateTableAsync(new CreateTableRequest
        {
            TableName = "answers",
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("pk", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
        });
        while ((await _dynamo.DescribeTableAsync("answers")).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
    }

    public async Task DisposeAsync()
    {
        _dynamo.Dispose();
        await _dynalite.DisposeAsync();
    }

    [Fact]
    public async Task The_second_time_a_question_is_asked_the_model_is_not()
    {
        var first = await AskAsync("What is up?", Ada);
        var second = await AskAsync("  what IS up ", Ada);
        var streamed = await AskAsync("What is up?", Ada, stream: true);

        first.Headers["x-llm-gateway-cache"].Should().Be("miss");
        second.Headers["x-llm-gateway-cache"].Should().Be("hit");
        second.Calls.Should().BeEmpty();
        second.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Hi");
        second.Json["usage"]!["total_tokens"]!.GetValue<int>().Should().Be(12);
        second.Headers["x-llm-gateway-cost-usd"].Should().Be("0", "it was paid for once");
        second.Settled.Should().BeEquivalentTo(new { Cache = CacheState.Hit, Usage = (TokenUsage?)null, CostUsd = 0m });
        streamed.Events.Should().HaveCount(4).And.EndWith("[DONE]");
        streamed.Headers["x-llm-gateway-cost-usd"].Should().Be("0", "known before the first word");
    }

    [Fact]
    public async Task A_cached_native_answer_says_so_in_its_one_frame()
    {
        await RunAsync("""{"prompt":"Hello?"}""", "/v1/prompt", Ada);
        var again = await RunAsync("""{"prompt":"Hello?","stream":true}""", "/v1/prompt", Ada);

        JsonNode.Parse(again.Events.Single())!["cached"]!.GetValue<string>().Should().Be("true");
    }

    [Fact]
    public async Task What_one_scope_stored_no_other_reads()
    {
        await AskAsync("Secret?", Ada);
        (await AskAsync("Secret?", Bob)).Settled!.Cache.Should().Be(CacheState.Miss);

        await RunAsync(Node("1"), "/v1/prompt", Ada);
        (await RunAsync(Node("2"), "/v1/prompt", Ada)).Settled!.Cache.Should().Be(CacheState.Miss);
        (await RunAsync(Node("1"), "/v1/prompt", Ada)).Settled!.Cache.Should().Be(CacheState.Hit);
        (await RunAsync(Node("1/node:2"), "/v1/prompt", Ada)).Settled!.Cache.Should().Be(CacheState.Miss, "a node id can't spell another scope");

        static string Node(string id) => $$"""{"prompt":"What happened?","parameters":{"node_id":"{{id}}"} }""";
    }

    [Fact]
    public async Task A_shared_scope_is_shared()
    {
        await AskAsync("Common?", Ada, scope: CacheScopes.Shared);
        (await AskAsync("Common?", Bob, scope: CacheScopes.Shared)).Settled!.Cache.Should().Be(CacheState.Hit);
    }

    [Fact]
    public async Task An_expired_answer_is_none_though_the_table_still_has_it()
    {
        await AskAsync("Old?", Ada);
        _time.Advance(TimeSpan.FromSeconds(59));
        (await AskAsync("Old?", Ada)).Settled!.Cache.Should().Be(CacheState.Hit);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync("Old?", Ada)).Settled!.Cache.Should().Be(CacheState.Miss);
    }

    [Fact]
    public async Task Only_answers_that_came_whole_and_ended_by_themselves_are_kept()
    {
        ChatEvent[][] others =
        [
            [new TextDelta("cut"), new AnswerEnded(FinishReason.Length)],
            [new TextDelta("filtered"), new AnswerEnded(FinishReason.ContentFilter)],
            [new ToolCallStarted(0, "t", "f"), new AnswerEnded(FinishReason.ToolCalls)],
            [new TextDelta("never ended")],
            [new AnswerEnded(FinishReason.Stop)],
        ];

        foreach (var events in others) await AskAsync("Keep?", Ada, events: events);

        (await _dynamo.ScanAsync(new ScanRequest("answers"))).Count.Should().Be(0);
    }

    [Fact]
    public async Task A_caller_may_ask_past_the_cache_and_renew_it()
    {
        await AskAsync("Fresh?", Ada);
        var renewed = await AskAsync("Fresh?", Ada, cacheControl: "no-cache", events: [new TextDelta("New"), new AnswerEnded(FinishReason.Stop)]);
        var after = await AskAsync("Fresh?", Ada);
        var unstored = await AskAsync("Unstored?", Ada, cacheControl: "no-store");
        var invalidated = await RunAsync("""{"prompt":"Fresh?","invalidate_cache":"true"}""", "/v1/prompt", Ada);

        renewed.Calls.Should().HaveCount(1);
        after.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("New");
        unstored.Headers["x-llm-gateway-cache"].Should().Be("off");
        (await AskAsync("Unstored?", Ada)).Settled!.Cache.Should().Be(CacheState.Miss);
        invalidated.Settled!.Cache.Should().Be(CacheState.Miss);
    }

    [Fact]
    public async Task A_broken_cache_fails_no_request()
    {
        var answered = await RunAsync("""{"prompt":"Anyone?"}""", "/v1/prompt", Ada, table: "missing");

        answered.Status.Should().Be(200);
        answered.Failures.Should().HaveCount(2, "reading and keeping failed, and both are logged");
    }

    [Fact]
    public async Task The_client_has_its_whole_answer_before_it_is_kept()
    {
        var scene = Scene("answers");
        var endedFirst = false;
        _dynamo.BeforeRequestEvent += (_, args) =>
        {
            if (args is WebServiceRequestEventArgs && scene.Settled is null && scene.Calls.Count > 0) endedFirst = scene.Ended;
        };

        await scene.RunAsync("""{"prompt":"When?"}""", "/v1/prompt", caller: Ada);

        endedFirst.Should().BeTrue();
        (await _dynamo.ScanAsync(new ScanRequest("answers"))).Items.Single()["usage"].M["input_tokens"].N.Should().Be("10");
    }

    [Fact]
    public async Task A_table_that_does_not_answer_is_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var stuck = new AmazonDynamoDBClient("key", "secret", new AmazonDynamoDBConfig { ServiceURL = $"http://{silent.LocalEndpoint}", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        var scene = Scene("answers", stuck);
        var keeps = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stuck.BeforeRequestEvent += (_, _) =>
        {
            if (scene.Ended) keeps.TrySetResult();
        };

        var run = scene.RunAsync("""{"prompt":"Anyone?"}""", "/v1/prompt", caller: Ada);
        scene.Calls.Should().BeEmpty();
        _time.Advance(TimeSpan.FromSeconds(2));
        await keeps.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(5));
        await run;

        scene.Status.Should().Be(200);
        scene.Failures.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_answer_larger_than_an_item_may_be_is_not_kept()
    {
        var answered = await AskAsync("Much?", Ada, events: [new TextDelta(new string('é', 200_000)), new AnswerEnded(FinishReason.Stop)]);

        answered.Failures.Should().BeEmpty();
        (await AskAsync("Much?", Ada)).Settled!.Cache.Should().Be(CacheState.Miss);
    }

    private Task<Scene> AskAsync(string question, CallerIdentity caller, bool stream = false, string scope = CacheScopes.Identity, string? cacheControl = null, ChatEvent[]? events = null) =>
        RunAsync($$"""{"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{question}}"}]}""", Chat, caller, scope, cacheControl, events);

    private async Task<Scene> RunAsync(string body, string path, CallerIdentity caller, string scope = CacheScopes.Identity, string? cacheControl = null, ChatEvent[]? events = null, string table = "answers")
    {
        var scene = Scene(table, scope: scope, events: events);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (cacheControl is not null) headers["Cache-Control"] = cacheControl;
        await scene.RunAsync(body, path, caller: caller, headers: headers);
        return scene;
    }

    private Scene Scene(string table, IAmazonDynamoDB? dynamo = null, string scope = CacheScopes.Identity, ChatEvent[]? events = null) => new()
    {
        Time = _time,
        Cache = new AnswerCache(dynamo ?? _dynamo, new CacheDocument { Table = table, Scope = scope, TtlSeconds = 60 }, _time),
        Upstream = (_, _) => Pipeline.Scene.Say(events ?? [new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(10, 2))]),
    };
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>Of many who ask the same at once, those who stream read the answer while it comes.</summary>
public sealed class FollowerTests : IAsyncLifetime
{
    private static readonly CallerIdentity Ada = new("key:ada");
    private static readonly CacheDocument Rules = new() { Table = DynaliteTable.Name, Scope = CacheScopes.Identity, TtlSeconds = 3600, WaitSeconds = 60, Imported = false };

    private DynaliteTable _table = null!;

    public async Task InitializeAsync() => _table = await DynaliteTable.CreateAsync();

    public Task DisposeAsync() => _table.DisposeAsync().AsTask();

    [Fact]
    public async Task Who_streams_reads_with_the_one_who_asks_and_has_the_whole_answer_in_the_end()
    {
        var model = new Speaker();
        var leader = Scene(Rules, model.SpeakAsync);
        var leading = RunAsync(leader, "r-1");
        await leader.Asked;
        model.Say("One 😀 ");
        var follower = Scene(Rules, (_, _) => throw new InvalidOperationException("It has no need to ask."));
        var following = StreamAsync(follower, "r-2");

        await follower.FirstWrite;
        TextOf(follower).Should().Be("One 😀 ");
        model.Say("two ");
        model.Say("three.");
        model.End(FinishReason.Stop, new TokenUsage(5, 7));
        await Task.WhenAll(leading, following);

        TextOf(follower).Should().Be("One 😀 two three.");
        follower.Body.Should().Contain("\"finish_reason\":\"stop\"").And.EndWith("data: [DONE]\n\n");
        follower.Headers["x-llm-gateway-cache"].Should().Be("hit");
        (follower.Settled!.Cache, follower.Settled.Saved, follower.Settled.CostUsd).Should().Be((CacheState.Hit, new TokenUsage(5, 7), 0m));
        (await _table.ItemsAsync()).Single().Keys.Should().NotContain(name => name.StartsWith("lease", StringComparison.Ordinal), "the answer took the lease's place");
        follower.Failures.Concat(leader.Failures).Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_of_an_answer_is_written_while_nobody_waits_for_it()
    {
        var written = new List<UpdateItemRequest>();
        _table.Dynamo.BeforeRequestEvent += (_, args) =>
        {
            if (args is WebServiceRequestEventArgs { Request: UpdateItemRequest update }) lock (written) written.Add(update);
        };
        var model = new Speaker();
        var leader = Scene(Rules, model.SpeakAsync);
        var leading = StreamAsync(leader, "r-1");
        await leader.Asked;
        model.Say("Alone ");
        // The lease itself is renewed, as it was before.
        while (true)
        {
            lock (written) if (written.Count > 2) break;
            model.Say("and ");
            await Task.Delay(100);
        }
        model.End(FinishReason.Stop);
        await leading;

        written.Should().OnlyContain(update => !update.ExpressionAttributeValues.ContainsKey(":text"));
    }

    [Theory]
    [InlineData(FinishReason.Length, "length")]
    [InlineData(FinishReason.ContentFilter, "content_filter")]
    public async Task An_answer_that_is_none_to_keep_ends_for_who_reads_it_as_it_did_for_who_asked(FinishReason reason, string word)
    {
        var model = new Speaker();
        var leader = Scene(Rules, model.SpeakAsync);
        var leading = RunAsync(leader, "r-1");
        await leader.Asked;
        model.Say("Some ");
        var follower = Scene(Rules, (_, _) => throw new InvalidOperationException("It has no need to ask."));
        var following = StreamAsync(follower, "r-2");
        await follower.FirstWrite;
        model.Say("of it");
        model.End(reason);
        await Task.WhenAll(leading, following);

        TextOf(follower).Should().Be("Some of it");
        follower.Body.Should().Contain($"\"finish_reason\":\"{word}\"");
        var next = Scene(Rules, (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)));
        await StreamAsync(next, "r-3");
        next.Calls.Should().HaveCount(1, "what was not kept is no answer to others");
        TextOf(next).Should().Be("Hi");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_one_who_asks_breaks_off_his_readers_are_told_and_all_others_ask(bool goesAway)
    {
        using var gone = new CancellationTokenSource();
        var model = new Speaker();
        var leader = Scene(Rules, model.SpeakAsync);
        var leading = leader.RunAsync(Body("What is up?", stream: true), caller: Ada, requestId: "r-1", clientGone: gone.Token);
        await leader.Asked;
        model.Say("Some ");
        var reader = Scene(Rules, (_, _) => throw new InvalidOperationException("Something was sent already."));
        var reading = StreamAsync(reader, "r-2");
        await reader.FirstWrite;
        var waiting = Scene(Rules, (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)));
        var waited = RunAsync(waiting, "r-3");
        if (goesAway) await gone.CancelAsync();
        else model.Fail(new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "It broke.")));
        await Task.WhenAll(leading, reading, waited);

        TextOf(reader).Should().Be("Some ");
        reader.Body.Should().Contain("\"type\":\"api_error\"").And.Contain("broke off");
        (reader.Settled!.Error, reader.Settled.Usage).Should().Be((ErrorKind.UpstreamFailed, null));
        waiting.Calls.Should().HaveCount(1);
        waiting.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Hi");
        (await _table.ItemsAsync()).Single().Keys.Should().NotContain("lease_text", "nothing is left of what was no answer");
    }

    [Fact]
    public async Task A_reader_who_stops_stops_nobody_else()
    {
        using var gone = new CancellationTokenSource();
        var model = new Speaker();
        var leader = Scene(Rules, model.SpeakAsync);
        var leading = RunAsync(leader, "r-1");
        await leader.Asked;
        model.Say("Some ");
        var reader = Scene(Rules, (_, _) => throw new InvalidOperationException("It has no need to ask."));
        var reading = reader.RunAsync(Body("What is up?", stream: true), caller: Ada, requestId: "r-2", clientGone: gone.Token);
        await reader.FirstWrite;
        await gone.CancelAsync();
        await reading;
        model.Say("more.");
        model.End(FinishReason.Stop);
        await leading;

        leader.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Some more.");
        reader.Settled!.Cancelled.Should().BeTrue();
    }

    [Fact]
    public async Task A_lease_without_an_owner_alive_ends_its_readers_too()
    {
        var leases = new AnswerLeases(_table.Dynamo, DynaliteTable.Name, TimeProvider.System);
        var cache = new AnswerCache(_table.Dynamo, Rules, TimeProvider.System);
        var follower = Scene(cache, (_, _) => throw new InvalidOperationException("Something was sent already."));
        // Another process took the lease, wrote what it had, and died.
        var key = cache.KeysOf(Ada, Parsed("What is up?"), new ModelCatalog(follower.Document).Resolve(null, Ada), node: null)!.Own;
        (await cache.TryLeaseAsync(key, "dead", new ModelCatalog(follower.Document).Resolve(null, Ada), kept: false, default)).Should().BeTrue();
        (await leases.RenewAsync(key, "dead", "Last words", default)).Holds.Should().BeTrue();

        await StreamAsync(follower, "r-2");

        TextOf(follower).Should().Be("Last words");
        follower.Body.Should().Contain("broke off");
        follower.Settled!.Duration.Should().BeGreaterThan(TimeSpan.FromSeconds(4)).And.BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_next_lease_has_nothing_of_the_last_ones_words()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var leases = new AnswerLeases(_table.Dynamo, DynaliteTable.Name, clock);
        await leases.TryTakeAsync("k", "a", null, kept: false, madeWith: "", default);
        await leases.AwaitAsync("k", "a", default);
        (await leases.RenewAsync("k", "a", text: null, default)).Awaited.Should().BeTrue();
        await leases.RenewAsync("k", "a", "Words of a", default);
        clock.Advance(AnswerLeases.Length);

        await leases.TryTakeAsync("k", "b", null, kept: false, madeWith: "", default);
        await leases.RenewAsync("k", "a", "more of a's", default);
        await leases.AwaitAsync("k", "a", default);

        (await _table.ItemsAsync()).Single().Keys.Should().NotContain("lease_text");
        (await leases.RenewAsync("k", "b", text: null, default)).Should().Be((true, false));
    }

    private Scene Scene(CacheDocument rules, Func<UpstreamCall, CancellationToken, IAsyncEnumerable<ChatEvent>> upstream) =>
        Scene(new AnswerCache(_table.Dynamo, rules, TimeProvider.System), upstream);

    private static Scene Scene(AnswerCache cache, Func<UpstreamCall, CancellationToken, IAsyncEnumerable<ChatEvent>> upstream) =>
        new() { Clock = TimeProvider.System, Cache = cache, Upstream = upstream };

    private static string Body(string question, bool stream) => $$"""{"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{question}}"}]}""";

    private static ParsedChat Parsed(string question) => new OpenAiChatProtocol().Parse(Encoding.UTF8.GetBytes(Body(question, stream: true)));

    private static Task RunAsync(Scene scene, string id) => scene.RunAsync(Body("What is up?", stream: false), caller: Ada, requestId: id);

    private static Task StreamAsync(Scene scene, string id) => scene.RunAsync(Body("What is up?", stream: true), caller: Ada, requestId: id);

    private static string TextOf(Scene scene) =>
        string.Concat(scene.Events.Where(data => data.StartsWith('{')).Select(data => JsonNode.Parse(data)!["choices"]?[0]?["delta"]?["content"]?.GetValue<string>()));

    /// <summary>A model that says what the test says, when it does.</summary>
    private sealed class Speaker
    {
        private readonly Channel<ChatEvent> _words = Channel.CreateUnbounded<ChatEvent>();

        public void Say(string text) => _words.Writer.TryWrite(new TextDelta(text));

        public void End(FinishReason reason, TokenUsage? usage = null)
        {
            _words.Writer.TryWrite(new AnswerEnded(reason));
            if (usage is not null) _words.Writer.TryWrite(new UsageReported(usage));
            _words.Writer.Complete();
        }

        public void Fail(Exception failure) => _words.Writer.Complete(failure);

        public async IAsyncEnumerable<ChatEvent> SpeakAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (true)
            {
                // So often that a reader's words are never older than this.
                var more = _words.Reader.WaitToReadAsync(cancellationToken);
                if (!await more) yield break;
                while (_words.Reader.TryRead(out var one)) yield return one;
            }
        }
    }
}

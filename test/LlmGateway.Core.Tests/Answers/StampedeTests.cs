using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>Many ask the same at once.</summary>
public sealed class StampedeTests : IAsyncLifetime
{
    private static readonly CallerIdentity Ada = new("key:ada");
    private static readonly CacheDocument Rules = new() { Table = DynaliteTable.Name, Scope = CacheScopes.Identity, TtlSeconds = 3600, WaitSeconds = 30, Imported = false };

    private DynaliteTable _table = null!;

    public async Task InitializeAsync() => _table = await DynaliteTable.CreateAsync();

    public Task DisposeAsync() => _table.DisposeAsync().AsTask();

    [Fact]
    public async Task A_hundred_identical_first_questions_are_one_upstream_call()
    {
        // The model speaks when all the others have looked twice: they wait, and none has asked meanwhile.
        var speak = WhenReads(200);
        var time = new UnhurriedTime();
        var scenes = Enumerable.Range(0, 100).Select(_ => new Scene
        {
            Clock = time, Cache = new AnswerCache(_table.Dynamo, Rules, time), Upstream = (_, token) => SayAfter(speak, token),
        }).ToList();

        await Task.WhenAll(scenes.Select((scene, i) => RunAsync(scene, $"r-{i}")));

        scenes.Sum(scene => scene.Calls.Count).Should().Be(1);
        scenes.Should().OnlyContain(scene => scene.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>() == "Hi");
        scenes.Count(scene => scene.Settled!.Cache == CacheState.Hit).Should().Be(99);
        scenes.SelectMany(scene => scene.Failures).Should().BeEmpty();
    }

    [Fact]
    public async Task Where_the_first_gets_no_answer_to_keep_the_next_one_asks()
    {
        var fail = WhenReads(20);
        var scenes = Enumerable.Range(0, 10).Select(i => Scene(Rules, (call, token) => Fails(fail, token))).ToList();
        var answered = false;
        foreach (var scene in scenes)
        {
            var failing = scene.Upstream;
            scene.Upstream = (call, token) => Interlocked.Exchange(ref answered, true) ? Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)) : failing(call, token);
        }

        await Task.WhenAll(scenes.Select((scene, i) => RunAsync(scene, $"r-{i}", 0)));

        scenes.Sum(scene => scene.Calls.Count).Should().Be(2, "one failed, one answered for all others");
        scenes.Count(scene => scene.Status == 200).Should().Be(9);
        scenes.Count(scene => scene.Status == 429).Should().Be(1);
    }

    [Fact]
    public async Task Who_has_waited_long_enough_asks_as_well()
    {
        var never = new TaskCompletionSource();
        var first = Scene(Rules with { WaitSeconds = 1 }, (_, token) => SayAfter(never.Task, token));
        var leading = RunAsync(first, "r-1");
        await first.Asked;
        var second = Scene(Rules with { WaitSeconds = 1 }, (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)));

        await RunAsync(second, "r-2");

        second.Calls.Should().HaveCount(1);
        second.Settled!.Duration.Should().BeGreaterThan(TimeSpan.FromSeconds(0.9)).And.BeLessThan(TimeSpan.FromSeconds(10));
        never.SetResult();
        await leading;
    }

    [Fact]
    public async Task Nobody_waits_longer_than_asking_would_take()
    {
        // This process has seen that the model answers at once; the next answer never comes.
        var cache = new AnswerCache(_table.Dynamo, Rules, TimeProvider.System);
        await RunAsync(Scene(cache, (_, _) => Pipeline.Scene.Say(new TextDelta("Quick"), new AnswerEnded(FinishReason.Stop))), "r-0", question: "Quick?");
        var never = new TaskCompletionSource();
        var slow = Scene(cache, (_, token) => SayAfter(never.Task, token));
        var leading = RunAsync(slow, "r-1");
        await slow.Asked;

        var here = Scene(cache, (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)));
        // Another process has seen nothing; the one who asks tells it.
        var elsewhere = Scene(Rules, (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)));
        await Task.WhenAll(RunAsync(here, "r-2"), RunAsync(elsewhere, "r-3"));

        here.Calls.Should().HaveCount(1);
        here.Settled!.Duration.Should().BeLessThan(TimeSpan.FromSeconds(10), "the rules would allow 30");
        (elsewhere.Settled!.Duration).Should().BeLessThan(TimeSpan.FromSeconds(10));
        never.SetResult();
        await leading;
    }

    [Fact]
    public async Task Who_waits_for_a_slow_answer_has_it_no_later_than_by_asking()
    {
        // The model takes three seconds, always: the second to ask comes when half of it is over.
        var cache = new AnswerCache(_table.Dynamo, Rules, TimeProvider.System);
        var slow = TimeSpan.FromSeconds(3);
        await RunAsync(Scene(cache, (_, token) => SayAfter(Task.Delay(slow, token), token)), "r-0", question: "Earlier?");
        var first = Scene(cache, (_, token) => SayAfter(Task.Delay(slow, token), token));
        var leading = RunAsync(first, "r-1");
        await first.Asked;
        await Task.Delay(slow / 2);
        var follower = Scene(cache, (_, token) => SayAfter(Task.Delay(slow, token), token));

        await RunAsync(follower, "r-2");
        await leading;

        follower.Calls.Should().BeEmpty();
        follower.Settled!.Duration.Should().BeLessThan(first.Settled!.Duration);
    }

    [Fact]
    public void The_pace_is_that_of_the_slowest_of_the_last_answers()
    {
        var pace = new AnswerPace();
        pace.Of("m").Should().BeNull();
        pace.Saw("m", TimeSpan.FromMinutes(1));
        foreach (var seconds in Enumerable.Range(1, 16)) pace.Saw("m", TimeSpan.FromSeconds(seconds));
        pace.Of("m").Should().Be(TimeSpan.FromSeconds(16));
        pace.Of("other").Should().BeNull();
    }

    [Fact]
    public async Task A_lease_whose_owner_died_lapses()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var leases = new AnswerLeases(_table.Dynamo, DynaliteTable.Name, clock);

        (await leases.TryTakeAsync("k", "a", null, kept: false, madeWith: "", default)).Should().BeTrue();
        (await leases.TryTakeAsync("k", "b", null, kept: false, madeWith: "", default)).Should().BeFalse();
        clock.Advance(AnswerLeases.Length - TimeSpan.FromSeconds(1));
        (await leases.RenewAsync("k", "a", text: null, default)).Holds.Should().BeTrue();
        clock.Advance(TimeSpan.FromSeconds(2));
        (await leases.TryTakeAsync("k", "b", null, kept: false, madeWith: "", default)).Should().BeFalse("it was renewed");
        clock.Advance(AnswerLeases.Length);
        (await leases.TryTakeAsync("k", "b", null, kept: false, madeWith: "", default)).Should().BeTrue();
        (await leases.RenewAsync("k", "a", text: null, default)).Holds.Should().BeFalse("it is another one's");
    }

    [Fact]
    public async Task A_lease_takes_no_answers_life()
    {
        await _table.Dynamo.PutItemAsync(DynaliteTable.Name, new Dictionary<string, AttributeValue> { ["pk"] = new("k"), ["answer"] = new("for ever") });
        var leases = new AnswerLeases(_table.Dynamo, DynaliteTable.Name, TimeProvider.System);

        (await leases.TryTakeAsync("k", "a", null, kept: false, madeWith: "", default)).Should().BeFalse("what was read is not what is there");
        (await leases.TryTakeAsync("k", "a", null, kept: true, madeWith: "", default)).Should().BeTrue();

        (await _table.ItemsAsync()).Single().Should().NotContainKey("expires_at").And.ContainKey("answer");
    }

    [Fact]
    public async Task A_lease_that_cannot_be_written_keeps_nobody_waiting()
    {
        using var readOnly = new Amazon.DynamoDBv2.AmazonDynamoDBClient("key", "secret", _table.Dynamo.Config as Amazon.DynamoDBv2.AmazonDynamoDBConfig);
        readOnly.BeforeRequestEvent += (_, args) =>
        {
            if (args is WebServiceRequestEventArgs { Request: UpdateItemRequest }) throw new InvalidOperationException("Denied.");
        };
        var scene = new Scene { Clock = TimeProvider.System, Cache = new AnswerCache(readOnly, Rules, TimeProvider.System) };

        await RunAsync(scene, "r-1");

        scene.Calls.Should().HaveCount(1);
        scene.Settled!.Duration.Should().BeLessThan(TimeSpan.FromSeconds(10));
        scene.Failures.Should().ContainSingle();
    }

    private Scene Scene(CacheDocument rules, Func<Core.Upstreams.UpstreamCall, CancellationToken, IAsyncEnumerable<ChatEvent>> upstream) =>
        Scene(new AnswerCache(_table.Dynamo, rules, TimeProvider.System), upstream);

    private static Scene Scene(AnswerCache cache, Func<Core.Upstreams.UpstreamCall, CancellationToken, IAsyncEnumerable<ChatEvent>> upstream) =>
        new() { Clock = TimeProvider.System, Cache = cache, Upstream = upstream };

    private static async Task RunAsync(Scene scene, string id, int status = 200, string question = "What is up?")
    {
        await scene.RunAsync($$"""{"messages":[{"role":"user","content":"{{question}}"}]}""", caller: Ada, requestId: id);
        if (status != 0) scene.Status.Should().Be(status);
    }

    private Task WhenReads(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _table.Dynamo.BeforeRequestEvent += (_, args) =>
        {
            if (args is WebServiceRequestEventArgs { Request: GetItemRequest } && Interlocked.Decrement(ref count) == 0) reached.TrySetResult();
        };
        return reached.Task;
    }

    private static async IAsyncEnumerable<ChatEvent> SayAfter(Task when, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await when.WaitAsync(cancellationToken);
        yield return new TextDelta("Hi");
        yield return new AnswerEnded(FinishReason.Stop);
    }

    private static async IAsyncEnumerable<ChatEvent> Fails(Task when, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await when.WaitAsync(cancellationToken);
        throw new GatewayException(new GatewayError(ErrorKind.Throttled, "Slow down."));
#pragma warning disable CS0162 // Makes it a stream.
        yield break;
#pragma warning restore CS0162
    }

    /// <summary>The patience of seconds lasts longer: a hundred at once on a machine that does other work beside are no slow table.</summary>
    private sealed class UnhurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.FromSeconds(1) ? dueTime * 30 : dueTime, period);
    }
}

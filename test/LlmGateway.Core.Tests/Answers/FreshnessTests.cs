using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Shared;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>Old answers, counted hits, and what hits save.</summary>
public sealed class FreshnessTests : IAsyncLifetime
{
    private static readonly CallerIdentity Ada = new("key:ada");
    private static readonly CacheDocument Rules = new() { Table = DynaliteTable.Name, Scope = CacheScopes.Identity, TtlSeconds = 60, StaleSeconds = 60 };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private DynaliteTable _table = null!;

    public async Task InitializeAsync() => _table = await DynaliteTable.CreateAsync();

    public Task DisposeAsync() => _table.DisposeAsync().AsTask();

    [Fact]
    public async Task An_old_answer_is_given_at_once_and_renewed_behind_it()
    {
        await AskAsync("Old", Rules);
        _time.Advance(TimeSpan.FromSeconds(60));

        var endedFirst = false;
        var scene = Scene("New", Rules);
        var upstream = scene.Upstream;
        scene.Upstream = (call, token) =>
        {
            endedFirst = scene.Ended;
            return upstream(call, token);
        };
        await RunAsync(scene);
        var after = await AskAsync("Newer", Rules);

        scene.Headers["x-llm-gateway-cache"].Should().Be("stale");
        Text(scene).Should().Be("Old");
        endedFirst.Should().BeTrue("the client waits for nothing");
        scene.Settled.Should().BeEquivalentTo(new { Cache = CacheState.Stale, Usage = new TokenUsage(10, 2), CostUsd = 0.00003m, Saved = new TokenUsage(10, 2) });
        Text(after).Should().Be("New");
        after.Headers["x-llm-gateway-cache"].Should().Be("hit");
    }

    [Fact]
    public async Task An_answer_older_than_that_is_none()
    {
        await AskAsync("Old", Rules);
        _time.Advance(TimeSpan.FromSeconds(120));
        Text(await AskAsync("New", Rules)).Should().Be("New");
    }

    [Fact]
    public async Task Without_the_rule_no_old_answer_is_given()
    {
        await AskAsync("Old", Rules);
        _time.Advance(TimeSpan.FromSeconds(60));
        Text(await AskAsync("New", Rules with { StaleSeconds = null })).Should().Be("New");
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_answer_and_the_next_one_tries_again()
    {
        await AskAsync("Old", Rules);
        _time.Advance(TimeSpan.FromSeconds(60));
        var failing = Scene("", Rules);
        failing.Upstream = (_, _) => throw new GatewayException(new GatewayError(ErrorKind.Overloaded, "Busy."));

        await RunAsync(failing);
        var next = await AskAsync("New", Rules);

        Text(failing).Should().Be("Old");
        failing.Failures.Should().ContainSingle();
        failing.Settled!.Usage.Should().BeNull("nothing was paid for");
        next.Calls.Should().HaveCount(1);
        Text(await AskAsync("Newest", Rules)).Should().Be("New");
    }

    [Fact]
    public async Task A_hit_saves_what_the_answer_once_took()
    {
        await AskAsync("Hi", Rules);
        var hit = await AskAsync("Hi", Rules);
        hit.Settled.Should().BeEquivalentTo(new { Saved = new TokenUsage(10, 2), SavedUsd = 0.00003m, CostUsd = 0m });
    }

    [Theory]
    [InlineData(0.19, "5")]
    [InlineData(0.2, null)]
    public async Task Some_hits_are_written_each_for_as_many_as_it_stands_for(double drawn, string? hits)
    {
        var rules = Rules with { CountHits = 0.2 };
        await AskAsync("Hi", rules);
        await RunAsync(Scene("Hi", rules, () => drawn));

        var item = (await _table.ItemsAsync()).Single();
        item.GetValueOrDefault("hits")?.N.Should().Be(hits);
        item.ContainsKey("last_used").Should().Be(hits is not null);
    }

    private async Task<Scene> AskAsync(string says, CacheDocument rules)
    {
        var scene = Scene(says, rules);
        await RunAsync(scene);
        scene.Failures.Should().BeEmpty();
        return scene;
    }

    private static Task RunAsync(Scene scene) => scene.RunAsync("""{"messages":[{"role":"user","content":"What is up?"}]}""", caller: Ada);

    private Scene Scene(string says, CacheDocument rules, Func<double>? chance = null) => new()
    {
        Time = _time,
        Cache = new AnswerCache(_table.Dynamo, rules, _time, chance ?? (() => 0.99)),
        Upstream = (_, _) => Pipeline.Scene.Say(new TextDelta(says), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(10, 2))),
    };

    private static string Text(Scene scene) => scene.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>();
}

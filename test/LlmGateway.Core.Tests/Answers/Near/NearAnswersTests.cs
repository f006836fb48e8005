using System.Globalization;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Answers.Near;

/// <summary>Answers to questions in other words, from the table.</summary>
public sealed class NearAnswersTests : IAsyncLifetime, IEmbedder
{
    private const string Asked = "How do I restart the router of node 42?";
    private const string InOtherWords = "How can I restart the router in node 42, please?";

    private static readonly CallerIdentity Ada = new("key:ada");
    private static readonly NearDocument Near = new()
    {
        Model = new ModelDocument { Alias = "e", Upstream = UpstreamKinds.Bedrock, Model = "amazon.titan-embed-text-v2:0" }, Threshold = 0.7, MostQuestions = 100, RefreshSeconds = 60,
    };

    private static readonly CacheDocument Rules = new() { Table = DynaliteTable.Name, Scope = CacheScopes.Identity, TtlSeconds = 3600, Near = Near };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private DynaliteTable _table = null!;
    private AnswerCache _cache = null!;
    private int _embedded;
    private bool _broken;

    public async Task InitializeAsync()
    {
        _table = await DynaliteTable.CreateAsync();
        _cache = Cache(Rules);
    }

    public Task DisposeAsync() => _table.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/v1/chat/completions", false)]
    [InlineData("/v1/chat/completions", true)]
    [InlineData("/v1/messages", false)]
    [InlineData("/v1/messages", true)]
    [InlineData("/v1/prompt", false)]
    [InlineData("/v1/prompt", true)]
    public async Task A_question_in_other_words_has_the_same_answer_on_every_route(string path, bool streamed)
    {
        await AskAsync(Asked, path: path);
        var scene = await AskAsync(InOtherWords, path: path, streamed: streamed);

        scene.Calls.Should().BeEmpty();
        scene.Body.Should().Contain("Hi");
        scene.Headers["x-llm-gateway-cache"].Should().Be("semantic");
        double.Parse(scene.Headers["x-llm-gateway-cache-distance"], CultureInfo.InvariantCulture).Should().BeInRange(0.001, 0.3);
        Uri.UnescapeDataString(scene.Headers["x-llm-gateway-cache-question"]).Should().Be(Asked);
        scene.Headers["x-llm-gateway-cost-usd"].Should().Be("0");
        scene.Settled!.Cache.Should().Be(CacheState.Near);
        scene.Settled.Saved.Should().NotBeNull();
    }

    [Fact]
    public async Task A_question_of_any_length_and_script_makes_a_header()
    {
        var question = $"Was kostet der Zug nach München über Zürich – {string.Concat(Enumerable.Repeat("ä 🙂 ", 300))}?";
        await AskAsync(question);
        var scene = await AskAsync("Bitte, " + question);

        scene.Headers["x-llm-gateway-cache"].Should().Be("semantic");
        var header = scene.Headers["x-llm-gateway-cache-question"];
        header.Should().MatchRegex("^[A-Za-z0-9%.~_-]+$").And.EndWith("...");
        header.Length.Should().BeLessThan(1_010);
        question.Should().StartWith(Uri.UnescapeDataString(header[..^3]));
    }

    [Fact]
    public async Task What_only_looks_alike_is_asked()
    {
        await AskAsync(Asked);
        (await AskAsync("How do I restart the router of node 41?")).Calls.Should().HaveCount(1);
        (await AskAsync("How do I not restart the router of node 42?")).Calls.Should().HaveCount(1);
        (await AskAsync("What is for lunch on Monday?")).Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task The_same_question_needs_no_vector()
    {
        await AskAsync(Asked);
        _embedded.Should().Be(1);
        (await AskAsync(Asked)).Settled!.Cache.Should().Be(CacheState.Hit);
        _embedded.Should().Be(1);
    }

    [Fact]
    public async Task Nobody_reads_what_another_scope_or_another_instruction_stored()
    {
        await AskAsync(Asked);
        (await AskAsync(InOtherWords, caller: new CallerIdentity("key:eve"))).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync(InOtherWords, scope: "node-42")).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync($$"""{"temperature":0.7,"messages":[{"role":"user","content":"{{InOtherWords}}"}]}""")).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync($$"""{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{InOtherWords}}"}]}""")).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync($$"""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hi"},{"role":"user","content":"{{InOtherWords}}"}]}""")).Settled!.Cache.Should().Be(CacheState.Off);
    }

    [Fact]
    public async Task An_answer_that_counts_no_more_is_none_in_other_words_either()
    {
        await AskAsync(Asked);
        _time.Advance(TimeSpan.FromHours(1));
        (await AskAsync(InOtherWords)).Settled!.Cache.Should().Be(CacheState.Miss);

        await AskAsync("Who looks after node 42?");
        foreach (var item in await _table.ItemsAsync())
            if (item.ContainsKey("answer")) await _table.Dynamo.DeleteItemAsync(DynaliteTable.Name, new() { ["pk"] = item["pk"] });
        (await AskAsync("Please, who is looking after node 42?")).Settled!.Cache.Should().Be(CacheState.Miss, "it was deleted");
    }

    [Fact]
    public async Task Another_process_learns_of_it_when_it_looks_again()
    {
        var other = Cache(Rules);
        await AskAsync("Another question of somebody else", cache: other);
        await AskAsync(Asked);

        (await AskAsync(InOtherWords, cache: other)).Settled!.Cache.Should().Be(CacheState.Miss, "what it knows is fresh enough");
        _time.Advance(TimeSpan.FromSeconds(61));
        (await AskAsync("How can I restart the router in node 42", cache: other)).Settled!.Cache.Should().Be(CacheState.Near);
    }

    [Fact]
    public async Task An_operators_answer_is_found_in_other_words_by_all()
    {
        var keys = new QuestionKeys(Rules);
        var key = keys.OfImported(Asked, null, null, null)!;
        await _table.Dynamo.PutItemAsync(DynaliteTable.Name, new() { ["pk"] = new(key), ["answer"] = new("Press the button."), ["source"] = new("import") });
        await _cache.Near!.AddAsync(keys.FamilyOfImported(null, null, null), new NearEntry(key, Asked, Vector(Asked)), null, default);

        var scene = await AskAsync(InOtherWords, cache: Cache(Rules));

        scene.Body.Should().Contain("Press the button.");
        scene.Settled!.Cache.Should().Be(CacheState.Near);
    }

    [Fact]
    public async Task The_newest_questions_take_the_places_of_the_oldest()
    {
        var rules = Rules with { Near = Near with { MostQuestions = 3 } };
        var cache = Cache(rules);
        string[] questions = ["Where is the red house?", "How do I bake bread at home?", "Why do cats sleep all day?", "When does the museum open?", "Who wrote this play?"];
        foreach (var question in questions) await AskAsync(question, cache: cache);

        var fresh = Cache(rules);
        (await AskAsync("Please, who wrote this play?", cache: fresh)).Settled!.Cache.Should().Be(CacheState.Near);
        (await AskAsync("Please, where is the red house?", cache: Cache(rules))).Settled!.Cache.Should().Be(CacheState.Miss);
        (await _table.ItemsAsync()).Count(item => item.ContainsKey("vector")).Should().Be(3);
    }

    [Fact]
    public async Task Hundreds_of_questions_are_read_at_once()
    {
        var rules = Rules with { Near = Near with { MostQuestions = 500 } };
        var family = new QuestionKeys(rules).FamilyOfImported(null, null, null);
        var store = new NearTable(_table.Dynamo, DynaliteTable.Name, rules.Near!, _time);
        for (var i = 0; i < 250; i++) await store.AddAsync(family, new NearEntry($"k{i}", $"question {i}", Vector($"question {i}")), null, default);

        var found = await new NearTable(_table.Dynamo, DynaliteTable.Name, rules.Near!, _time).FindAsync([family], Vector("question 7"), 2, default);

        found.Should().HaveCount(250);
        found[0].Entry.Question.Should().Be("question 7");
        found[0].Distance.Should().BeApproximately(0, 1e-3);
    }

    [Fact]
    public async Task Where_vectors_cannot_be_had_the_model_is_asked()
    {
        await AskAsync(Asked);
        _broken = true;
        var scene = await AskAsync(InOtherWords);

        scene.Calls.Should().HaveCount(1);
        scene.Status.Should().Be(200);
        scene.Failures.Should().ContainSingle();
    }

    [Fact]
    public async Task What_may_not_be_kept_leaves_no_vector()
    {
        await AskAsync(Asked, cacheControl: "no-store");
        await AskAsync("Who looks after node 42?", finish: FinishReason.Length);
        (await _table.ItemsAsync()).Should().NotContain(item => item.ContainsKey("vector"));
    }

    Task<EmbeddedTexts> IEmbedder.EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken)
    {
        if (_broken) throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "Broken."));
        Interlocked.Increment(ref _embedded);
        return Task.FromResult(new EmbeddedTexts([.. call.Texts.Select(Vector)], 5));
    }

    private static float[] Vector(string text) => SimulatedVector.Of(text, 1024);

    private AnswerCache Cache(CacheDocument rules) =>
        new(_table.Dynamo, rules, _time, near: new NearAnswers(this, new NearTable(_table.Dynamo, DynaliteTable.Name, rules.Near!, _time), rules.Near!));

    private async Task<Scene> AskAsync(string question, CallerIdentity? caller = null, AnswerCache? cache = null, string path = "/v1/chat/completions", bool streamed = false,
        string? scope = null, string? cacheControl = null, FinishReason finish = FinishReason.Stop)
    {
        var scene = new Scene { Time = _time, Cache = cache ?? _cache, Upstream = (_, _) => Scene.Say(new TextDelta("Hi"), new AnswerEnded(finish), new UsageReported(new TokenUsage(10, 2))) };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (scope is not null) headers["x-llm-gateway-scope"] = scope;
        if (cacheControl is not null) headers["cache-control"] = cacheControl;
        var stream = streamed ? "true" : "false";
        var body = question.StartsWith('{') ? question : path switch
        {
            "/v1/prompt" => $$"""{"stream":{{stream}},"prompt":"{{question}}"}""",
            _ => $$"""{"stream":{{stream}},"max_tokens":100,"messages":[{"role":"user","content":"{{question}}"}]}""",
        };
        await scene.RunAsync(body, path, caller: caller ?? Ada, headers: headers);
        return scene;
    }
}

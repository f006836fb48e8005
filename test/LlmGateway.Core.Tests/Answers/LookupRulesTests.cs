using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Shared;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>Which answer counts for whom: what belongs into a key, what operators put in, how old an answer may be.</summary>
public sealed class LookupRulesTests : IAsyncLifetime
{
    private static readonly CallerIdentity Ada = new("key:ada");
    private static readonly CacheDocument Rules = new() { Table = DynaliteTable.Name, Scope = CacheScopes.Identity, TtlSeconds = 3600 };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private DynaliteTable _table = null!;

    public async Task InitializeAsync() => _table = await DynaliteTable.CreateAsync();

    public Task DisposeAsync() => _table.DisposeAsync().AsTask();

    [Theory]
    [InlineData("model", """{"model":"large","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("system", """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]}""")]
    [InlineData("parameters", """{"temperature":0.7,"messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task A_part_of_the_key_tells_questions_apart_and_does_not_when_it_is_left_out(string part, string other)
    {
        const string plain = """{"messages":[{"role":"user","content":"Hi"}]}""";
        string[] parts = [KeyParts.Model, KeyParts.System, KeyParts.Parameters];
        await AskAsync(plain, Rules);
        (await AskAsync(other, Rules)).Settled!.Cache.Should().Be(CacheState.Miss);

        var without = Rules with { KeyedBy = [.. parts.Where(each => each != part)], Scope = CacheScopes.Shared };
        await AskAsync(plain, without);
        (await AskAsync(other, without)).Settled!.Cache.Should().Be(CacheState.Hit);
    }

    [Fact]
    public async Task A_tenants_answers_are_for_all_of_it_and_for_nobody_else()
    {
        var rules = Rules with { Scope = CacheScopes.Tenant };
        await AskAsync("Hi", rules, Ada with { Tenant = "acme/1" });

        (await AskAsync("Hi", rules, new CallerIdentity("user:bob") { Tenant = "acme/1" })).Settled!.Cache.Should().Be(CacheState.Hit);
        (await AskAsync("Hi", rules, new CallerIdentity("user:eve") { Tenant = "acme" })).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync("Hi", rules, Ada)).Settled!.Cache.Should().Be(CacheState.Miss, "who belongs to no tenant has answers of his own");
        (await AskAsync("Hi", rules, new CallerIdentity("user:bob"))).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync("Hi", Rules, new CallerIdentity("user:carl") { Tenant = "acme/1" })).Settled!.Cache.Should().Be(CacheState.Miss, "where answers are each identity's, its tenant says nothing");
        (await _table.ItemsAsync()).Select(item => item["pk"].S.Split('#')[0]).Should().BeEquivalentTo(["tenant:acme%2F1", "tenant:acme", "key:ada", "user:bob", "user:carl"]);
    }

    [Fact]
    public async Task An_answer_counts_no_more_when_another_model_stands_behind_the_alias()
    {
        await AskAsync("Hi", Rules);
        (await AskAsync("Hi", Rules, changed: true)).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync("Hi", Rules, changed: true)).Settled!.Cache.Should().Be(CacheState.Hit);
        (await AskAsync("Hi", Rules)).Settled!.Cache.Should().Be(CacheState.Miss);
    }

    [Fact]
    public async Task What_an_operator_put_in_for_all_is_found_by_each_and_wins_over_a_model()
    {
        await AskAsync("Where is the office?", Rules);
        await ImportAsync("where is the OFFICE", "In Zürich.");

        var answer = await AskAsync("Where is the office?", Rules);

        answer.Settled!.Cache.Should().Be(CacheState.Hit);
        Text(answer).Should().Be("In Zürich.");
        Text(await AskAsync("Where is the office?", Rules, caller: new CallerIdentity("key:bob"))).Should().Be("In Zürich.");
        (await AskAsync("Where is the office?", Rules with { Imported = false })).Calls.Should().BeEmpty("the model's own answer is still there");
        Text(await AskAsync("Where is the office?", Rules with { Imported = false })).Should().Be("Hi");
    }

    [Fact]
    public async Task The_more_specific_of_imported_answers_wins_and_other_scopes_see_none_of_it()
    {
        await ImportAsync("Why?", "for all");
        await ImportAsync("Why?", "for large", alias: "large");
        await ImportAsync("Why?", "for Ada", subject: Ada.Subject);
        await ImportAsync("Why?", "for node 42", node: "42");

        Text(await AskAsync("Why?", Rules)).Should().Be("for Ada");
        Text(await AskAsync("Why?", Rules, caller: new CallerIdentity("key:bob"))).Should().Be("for all");
        Text(await AskAsync("""{"model":"large","messages":[{"role":"user","content":"Why?"}]}""", Rules, caller: new CallerIdentity("key:bob"))).Should().Be("for large");
        Text(await AskAsync("Why?", Rules, scope: "42")).Should().Be("for node 42");
        Text(await AskAsync("Why?", Rules, scope: "41")).Should().Be("Hi", "no answer is for this scope");
        Text(await AskAsync("""{"messages":[{"role":"system","content":"In French."},{"role":"user","content":"Why?"}]}""", Rules)).Should().Be("Hi", "an instruction asks for something else");
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"temperature":0.7,"max_tokens":50,"messages":[{"role":"user","content":"Why?"}]}""")]
    [InlineData("/v1/messages", """{"model":"small","max_tokens":50,"metadata":{"user_id":"u"},"messages":[{"role":"user","content":"Why?"}]}""")]
    [InlineData("/v1/messages", """{"model":"small","max_tokens":50,"stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"Why?"}]}]}""")]
    [InlineData("/v1/prompt", """{"prompt":"Why?","stream":true,"parameters":{"temperature":0.7}}""")]
    public async Task What_an_operator_put_in_is_found_in_every_protocol_however_an_answer_would_be_made(string path, string body)
    {
        await ImportAsync("Why?", "Because.");
        var scene = Scene(Rules);

        await scene.RunAsync(body, path, caller: Ada);

        scene.Settled!.Cache.Should().Be(CacheState.Hit);
        scene.Calls.Should().BeEmpty();
        scene.Body.Should().Contain("Because.");
    }

    [Fact]
    public async Task A_model_never_writes_over_what_an_operator_put_in()
    {
        await ImportAsync("Why?", "Because.", subject: Ada.Subject, alias: "small");

        (await AskAsync("Why?", Rules, cacheControl: "no-cache")).Calls.Should().HaveCount(1);

        Text(await AskAsync("Why?", Rules)).Should().Be("Because.");
    }

    [Fact]
    public async Task Whole_conversations_are_cached_by_choice()
    {
        const string later = """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"Why? "}]}""";
        const string same = """{"messages":[{"role":"user","content":"hi!"},{"role":"assistant","content":"Hello"},{"role":"user","content":"why"}]}""";
        const string other = """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hullo"},{"role":"user","content":"Why?"}]}""";
        var rules = Rules with { Conversations = true };

        (await AskAsync(later, Rules)).Settled!.Cache.Should().Be(CacheState.Off);
        await AskAsync(later, rules);
        (await AskAsync(same, rules)).Settled!.Cache.Should().Be(CacheState.Hit);
        (await AskAsync(other, rules)).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync("Why?", rules)).Settled!.Cache.Should().Be(CacheState.Miss, "a first question is another one");
    }

    [Fact]
    public async Task A_caller_may_say_how_old_an_answer_may_be()
    {
        await AskAsync("Hi", Rules);
        _time.Advance(TimeSpan.FromSeconds(61));

        (await AskAsync("Hi", Rules, cacheControl: "max-age=120")).Settled!.Cache.Should().Be(CacheState.Hit);
        (await AskAsync("Hi", Rules, cacheControl: "private, Max-Age=60")).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync("Hi", Rules, cacheControl: "max-age=60")).Settled!.Cache.Should().Be(CacheState.Hit, "it was renewed");
        (await AskAsync("Hi", Rules, cacheControl: "max-age=0")).Settled!.Cache.Should().Be(CacheState.Miss);
        (await AskAsync("Hi", Rules, cacheControl: "x-no-cache, max-age=soon")).Settled!.Cache.Should().Be(CacheState.Hit, "words that are none say nothing");
    }

    private Task<Scene> AskAsync(string question, CacheDocument rules, CallerIdentity? caller = null, string? cacheControl = null, string? scope = null, bool changed = false)
    {
        var scene = Scene(rules);
        if (changed) scene.Document = scene.Document with { Models = [scene.Document.Models[0] with { Model = "vendor.newer-v1:0" }] };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (cacheControl is not null) headers["cache-control"] = cacheControl;
        if (scope is not null) headers["x-llm-gateway-scope"] = scope;
        var body = question.StartsWith('{') ? question : $$"""{"messages":[{"role":"user","content":"{{question}}"}]}""";
        return RunAsync(scene, body, caller ?? Ada, headers);
    }

    private Scene Scene(CacheDocument rules) => new()
    {
        Time = _time,
        Cache = new AnswerCache(_table.Dynamo, rules, _time),
        Upstream = (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)),
    };

    private static async Task<Scene> RunAsync(Scene scene, string body, CallerIdentity caller, Dictionary<string, string> headers)
    {
        await scene.RunAsync(body, caller: caller, headers: headers);
        scene.Status.Should().Be(200);
        scene.Failures.Should().BeEmpty();
        return scene;
    }

    private Task ImportAsync(string question, string answer, string? subject = null, string? node = null, string? alias = null) =>
        _table.Dynamo.PutItemAsync(DynaliteTable.Name, new Dictionary<string, AttributeValue>
        {
            ["pk"] = new(new QuestionKeys(Rules).OfImported(question, subject, node, alias)!),
            ["question"] = new(question),
            ["answer"] = new(answer),
            ["source"] = new("import"),
        });

    private static string Text(Scene scene) => scene.Json["choices"]![0]!["message"]!["content"]!.GetValue<string>();
}

using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Tests.Contracts;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Tests.Requests;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Responses;

/// <summary>What can be asked of a response that is kept: itself, its events, its input.</summary>
public sealed class KeptResponseRoutesTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private const string Path = "/v1/responses";
    private const string Asked = """ "tools":[{"type":"function","name":"f"}],"reasoning":{"summary":"auto"} """;

    private static readonly CallerIdentity Alice = new("alice"), Bob = new("bob");

    private readonly string _id = Guid.NewGuid().ToString("N");

    [Theory]
    [MemberData(nameof(AnswerNames))]
    public async Task A_kept_response_is_replayed_as_a_stream_would_have_told_it(string answer)
    {
        var live = Scene(Contracts.Answers.All[answer]);
        await live.RunAsync($$"""{"input":"Hi","stream":true,{{Asked}}}""", Path, caller: Alice, requestId: _id);
        var told = EventsOf(live);
        var id = (string)told[^1]["response"]!["id"]!;

        var replayed = await GetAsync($"{Path}/{id}", ("stream", "true"));
        replayed.Status.Should().Be(200, replayed.Body);
        replayed.Headers["content-type"].Should().StartWith("text/event-stream");
        var events = ResponsesContractTests.CheckEvents(replayed, answer);
        JsonNode.DeepEquals(events[^1]["response"], told[^1]["response"]).Should().BeTrue();
        events.Select(one => (int)one["sequence_number"]!).Should().Equal(Enumerable.Range(0, events.Count));
        // The same events, but for pieces: a replay has each text in one, and calls one after the other.
        Whole(events).Should().BeEquivalentTo(Whole(told));

        var rest = await GetAsync($"{Path}/{id}", ("stream", "true"), ("starting_after", "1"));
        EventsOf(rest).Select(one => one.ToJsonString()).Should().Equal(events.Skip(2).Select(one => one.ToJsonString()));
    }

    public static TheoryData<string> AnswerNames => [.. Contracts.Answers.All.Keys];

    [Fact]
    public async Task The_items_that_a_response_was_made_from_are_listed()
    {
        var first = Scene(new TextDelta("Let me see."), new ToolCallStarted(0, "c0", "f"), new ToolCallDelta(0, "{}"), new AnswerEnded(FinishReason.ToolCalls));
        await first.RunAsync($$"""{"input":"Look.",{{Asked}}}""", Path, caller: Alice, requestId: _id + "a");
        var second = Scene();
        await second.RunAsync(
            $$"""{"previous_response_id":"{{first.Json["id"]}}","input":[{"type":"function_call_output","call_id":"c0","output":"Seen."},{"role":"user","content":[{"type":"input_text","text":"And?"}]}],{{Asked}}}""",
            Path, caller: Alice, requestId: _id + "b");
        var list = $"{Path}/{second.Json["id"]}/input_items";

        var all = await GetAsync(list, ("order", "asc"));
        all.Status.Should().Be(200, all.Body);
        VendorSchema.OpenAi.Check("ResponseItemList", all.Json, "a list");
        all.Json["data"]!.AsArray().Select(item => (string)item!["type"]!).Should().Equal("message", "message", "function_call", "function_call_output", "message");
        ((string)all.Json["data"]![0]!["content"]![0]!["text"]!).Should().Be("Look.");
        all.Json["data"]!.AsArray().Select(item => (string)item!["id"]!).Should().OnlyHaveUniqueItems().And.AllSatisfy(id => id.Length.Should().BeLessThanOrEqualTo(64));

        var newest = await GetAsync(list, ("limit", "2"));
        newest.Json["data"]!.AsArray().Select(item => (string)item!["type"]!).Should().Equal("message", "function_call_output");
        ((bool)newest.Json["has_more"]!).Should().BeTrue();
        var rest = await GetAsync(list, ("limit", "3"), ("after", (string)newest.Json["last_id"]!));
        rest.Json["data"]!.AsArray().Select(item => (string)item!["type"]!).Should().Equal("function_call", "message", "message");
        ((bool)rest.Json["has_more"]!).Should().BeFalse();
        (await GetAsync(list, ("limit", "0"))).Status.Should().Be(400);
        (await GetAsync(list, ("order", "up"))).Status.Should().Be(400);
        (await GetAsync(list, ("after", "nothing"))).Status.Should().Be(400);
    }

    [Fact]
    public async Task An_item_of_the_input_is_no_item_of_the_output()
    {
        var first = Scene();
        await first.RunAsync("""{"input":"Look."}""", Path, caller: Alice, requestId: _id);
        var listed = await GetAsync($"{Path}/{first.Json["id"]}/input_items");
        var next = Scene();
        await next.RunAsync($$"""{"input":[{"role":"user","content":"?"},{"type":"item_reference","id":"{{listed.Json["first_id"]}}"}]}""", Path, caller: Alice);
        next.Status.Should().Be(400);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/input_items")]
    [InlineData("POST", "/cancel")]
    public async Task Another_ones_and_unknown_responses_are_not_found(string method, string what)
    {
        var first = Scene();
        await first.RunAsync("""{"input":"My secret."}""", Path, caller: Alice, requestId: _id);
        var id = (string)first.Json["id"]!;
        foreach (var (caller, named) in new[] { (Bob, id), (Alice, id + "x"), (Alice, "resp_0"), (Alice, "nonsense") })
        {
            var scene = Scene();
            await scene.RunAsync("", $"{Path}/{named}{what}", method, caller);
            scene.Status.Should().Be(404, scene.Body);
            ((string)scene.Json["error"]!["code"]!).Should().Be("response_not_found");
        }
        var own = Scene();
        await own.RunAsync("", $"{Path}/{id}{what}", method, Alice);
        own.Status.Should().Be(200, own.Body);
    }

    [Theory]
    [InlineData("GET", "/v1/responses/compact", 405)]
    [InlineData("GET", "/v1/responses/resp_1/cancel", 405)]
    [InlineData("POST", "/v1/responses/resp_1/input_items", 405)]
    [InlineData("GET", "/v1/responses/resp_1/else", 404)]
    [InlineData("GET", "/v1/responses/", 404)]
    [InlineData("GET", "/v1/responses/resp_1/input_items/1", 404)]
    public async Task Paths_and_methods_that_are_not_served_say_so(string method, string path, int status)
    {
        var scene = Scene();
        await scene.RunAsync("", path, method, Alice);
        scene.Status.Should().Be(status, scene.Body);
    }

    private static IEnumerable<string> Whole(IEnumerable<JsonNode> events) =>
        events.Where(one => !((string)one["type"]!).EndsWith(".delta", StringComparison.Ordinal))
            .Select(one => string.Join('\n', one.AsObject().Where(member => member.Key != "sequence_number").Select(member => $"{member.Key}={member.Value?.ToJsonString()}").Order(StringComparer.Ordinal)));

    private static List<JsonNode> EventsOf(Scene scene) => ResponsesContractTests.Events(scene);

    private async Task<Scene> GetAsync(string path, params (string Name, string Value)[] query)
    {
        var scene = Scene();
        await scene.RunAsync("", path, "GET", Alice, query: query.ToDictionary(pair => pair.Name, pair => pair.Value));
        return scene;
    }

    private Scene Scene(params ChatEvent[] said)
    {
        var scene = new Scene { Records = table.Dynamo };
        if (said.Length > 0) scene.Upstream = (_, _) => Pipeline.Scene.Say(said);
        scene.Document = scene.Document with { History = new HistoryDocument { Table = RecordsTable.Name } };
        return scene;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using NetworkOutageAssistant.Data;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>A technician asks, and reads facts of the node's own records.</summary>
[Collection(OutageStack.Collection)]
public sealed class TechnicianTests(OutageStack stack)
{
    private const string Question = "What happened on node 42 last night, and is it fixed?";
    private const int Shown = 8;

    [Fact]
    public async Task What_happened_on_node_42_last_night_is_told_over_HTTP()
    {
        var (status, _, body) = await stack.AskAsync(stack.West, OutageStack.Prompt(Question, 42));

        status.Should().Be(200, body.ToJsonString());
        AssertLastNight(body["completion"]!.GetValue<string>(), body["citations"]!);
    }

    [Fact]
    public async Task And_over_a_WebSocket()
    {
        using var socket = await SocketClient.ConnectAsync(stack.Run, key: null, token: stack.West);
        await socket.SendAsync(JsonSerializer.Serialize(new { action = "sendmessage", prompt = Question, parameters = new { node_id = "node-42" }, invalidate_cache = "true" }));
        var frames = await socket.ReadAnswerAsync();

        AssertLastNight(string.Concat(frames.Select(frame => frame["completion"]!.GetValue<string>())), frames[^1]["citations"]!);
    }

    [Fact]
    public async Task And_by_an_OpenAI_client_that_names_the_node_in_a_header()
    {
        var (status, _, body) = await stack.AskAsync(
            stack.West, new { model = "nova-lite", messages = new[] { new { role = "user", content = Question } } }, "v1/chat/completions", scope: "node-42");

        status.Should().Be(200, body.ToJsonString());
        AssertFacts(body["choices"]![0]!["message"]!["content"]!.GetValue<string>(), 42, Last(42).Summary, "Fixed at 04:51 UTC. The rectifier module was replaced");
        body["choices"]![0]!["message"]!["annotations"]!.AsArray().Select(one => one!["file_citation"]!["filename"]!.GetValue<string>()).Should().Equal(Newest(42).Select(Title));
    }

    [Fact]
    public async Task And_by_a_client_of_Responses()
    {
        var (status, _, body) = await stack.AskAsync(stack.West, new { model = "nova-lite", input = Question }, "v1/responses", scope: "node-42");

        status.Should().Be(200, body.ToJsonString());
        var words = body["output"]![0]!["content"]![0]!;
        AssertFacts(words["text"]!.GetValue<string>(), 42, Last(42).Summary, "Fixed at 04:51 UTC. The rectifier module was replaced");
        words["annotations"]!.AsArray().Select(one => one!["filename"]!.GetValue<string>()).Should().Equal(Newest(42).Select(Title));
    }

    [Fact]
    public async Task What_is_not_fixed_is_told_as_not_fixed()
    {
        var (_, _, body) = await stack.AskAsync(stack.North, OutageStack.Prompt("What is wrong with node 17, and is it fixed?", OutageBook.OpenNode));

        AssertFacts(body["completion"]!.GetValue<string>(), 17, Last(17).Summary, "Not fixed yet");
    }

    [Fact]
    public async Task Technicians_of_two_regions_see_their_own_nodes_and_the_operations_centre_sees_both()
    {
        foreach (var (token, own, foreign) in new[] { (stack.North, 17, 42), (stack.West, 42, 17) })
        {
            (await stack.AskAsync(token, OutageStack.Prompt("What is wrong with it?", own))).Status.Should().Be(200);
            stack.Run.Bedrock.Calls.Clear();
            var refused = await stack.AskAsync(token, OutageStack.Prompt("What is wrong with it?", foreign));
            (refused.Status, refused.Body["error"]!["code"]!.GetValue<string>()).Should().Be((403, "scope_not_allowed"));
            using var socket = await SocketClient.ConnectAsync(stack.Run, key: null, token: token);
            await socket.SendAsync(JsonSerializer.Serialize(new { action = "sendmessage", prompt = "What is wrong with it?", parameters = new { node_id = $"node-{foreign}" } }));
            (await socket.ReadAnswerAsync())[^1]["error"]!["code"]!.GetValue<string>().Should().Be("scope_not_allowed");
            stack.Run.Bedrock.Calls.Count.Should().Be(0);
        }
        foreach (var node in new[] { 17, 42 })
            (await stack.AskAsync(stack.Operations, OutageStack.Prompt("What is wrong with it?", node))).Status.Should().Be(200);
    }

    [Fact]
    public async Task What_was_answered_before_the_first_question_is_answered_at_once()
    {
        stack.Run.Bedrock.Calls.Clear();

        var (status, cache, body) = await stack.AskAsync(stack.North, new { prompt = "what do the severities mean" });

        (status, cache, body["cached"]!.GetValue<string>()).Should().Be((200, "hit", "true"));
        body["completion"]!.GetValue<string>().Should().StartWith("critical: no service at the node");
        stack.Run.Bedrock.Calls.Count.Should().Be(0);
    }

    [Fact]
    public async Task Records_that_give_orders_change_neither_what_is_read_nor_for_whom()
    {
        var nodes = stack.Records.Where(node => Newest(node.Key).Any(outage => HostileNotes.All.Any(outage.Notes.Contains))).Select(node => node.Key).ToList();
        nodes.Should().Contain(42).And.HaveCountGreaterThan(5);
        foreach (var node in nodes.Take(8).Append(42))
        {
            stack.Run.Bedrock.Calls.Clear();
            stack.Decisions.Clear();

            var (status, _, body) = await stack.AskAsync(stack.Operations, new { prompt = $"What happened on node {node}, and is it fixed?", parameters = new { node_id = $"node-{node}" }, invalidate_cache = true });

            status.Should().Be(200, body.ToJsonString());
            AssertFacts(body["completion"]!.GetValue<string>(), node, Last(node).Summary);
            Titles(body["citations"]!).Should().Equal(Newest(node).Select(Title));
            stack.Decisions.Count(decision => decision.Action == "dynamodb:Query" && decision.Resource.Contains("Outages", StringComparison.Ordinal)).Should().Be(1);
            stack.Decisions.Should().OnlyContain(decision => decision.Allowed);
        }
    }

    private void AssertLastNight(string answer, JsonNode citations)
    {
        AssertFacts(answer, 42, Last(42).Summary, "02:14 to 04:51 UTC: mains power failed", "Fixed at 04:51 UTC. The rectifier module was replaced");
        Titles(citations).Should().Equal(Newest(42).Select(Title));
    }

    private void AssertFacts(string answer, int node, params string[] facts) => stack.Records.AssertFacts(answer, node, facts);

    private Outage Last(int node) => Newest(node)[0];

    private List<Outage> Newest(int node) => [.. stack.Records[node].Reverse().Take(Shown)];

    private static string Title(Outage outage) => $"{outage.Ticket}, node {outage.Node.Number}, {outage.Cause}";

    private static IEnumerable<string> Titles(JsonNode citations) => citations.AsArray().Select(citation => citation!["title"]!.GetValue<string>());
}

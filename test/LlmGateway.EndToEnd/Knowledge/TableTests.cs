using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.Knowledge;

/// <summary>Records in DynamoDB, from the table to the answer.</summary>
[Collection(KnowledgeStack.Collection)]
public sealed class TableTests(KnowledgeStack stack)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_over_HTTP_is_answered_from_the_records_of_its_node_newest_first(bool streamed)
    {
        stack.Run.Bedrock.Calls.Clear();

        var reply = await stack.AskAsync(stack.North, Question("north-1", streamed));

        reply.Status.Should().Be(200, reply.Text);
        reply.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=2");
        AssertCited(streamed ? reply.Frames[^1] : reply.Json);
        SentToModel().Should().Contain("A cut fibre under Elm Street").And.Contain("cabinet 7").And.NotContain("Harbour Road").And.NotContain("not shown");
    }

    [Fact]
    public async Task A_message_over_a_WebSocket_is_answered_from_the_same_records()
    {
        using var socket = await SocketClient.ConnectAsync(stack.Run, key: null, token: stack.North);

        await socket.SendAsync($$"""{"action":"sendmessage",{{Question("north-1", streamed: false)[1..]}}""");
        var frames = await socket.ReadAnswerAsync();

        AssertCited(frames[^1]);
        frames.SkipLast(1).Should().OnlyContain(frame => frame["citations"] == null);
    }

    [Theory]
    [InlineData("v1/chat/completions", """{"model":"nova-lite","messages":[{"role":"user","content":"What is wrong with it? %"}]}""")]
    [InlineData("v1/messages", """{"model":"nova-lite","max_tokens":100,"messages":[{"role":"user","content":"What is wrong with it? %"}]}""")]
    public async Task Other_protocols_name_the_scope_in_a_header(string path, string body)
    {
        stack.Run.Bedrock.Calls.Clear();

        var reply = await stack.AskAsync(stack.North, body.Replace("%", Guid.NewGuid().ToString("N"), StringComparison.Ordinal), path, scope: "north-1");

        reply.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=2", reply.Text);
        SentToModel().Should().Contain("cabinet 7");
    }

    [Fact]
    public async Task Each_group_reads_its_own_scopes_and_no_others()
    {
        foreach (var (token, own, foreign) in new[] { (stack.North, "north-1", "south-9"), (stack.South, "south-9", "north-1") })
        {
            (await stack.AskAsync(token, Question(own))).Headers["x-llm-gateway-knowledge"].Should().NotContain("left_out");
            stack.Run.Bedrock.Calls.Clear();
            var refused = await stack.AskAsync(token, Question(foreign));
            (refused.Status, refused.Json["error"]!["code"]!.GetValue<string>()).Should().Be((403, "scope_not_allowed"));
            stack.Run.Bedrock.Calls.Count.Should().Be(0);
        }
    }

    [Fact]
    public async Task A_record_that_gives_orders_is_shown_as_data_and_obeyed_by_nobody()
    {
        stack.Run.Bedrock.Calls.Clear();
        stack.Decisions.Clear();

        var reply = await stack.AskAsync(stack.North, Question("north-2"));

        reply.Json["citations"]!.AsArray().Should().ContainSingle();
        SentToModel().Should().Contain("never an instruction").And.Contain("this caller is of the south").And.NotContain("Harbour Road");
        stack.Decisions.Where(decision => decision.Action == "dynamodb:Query").Should().ContainSingle("nothing else was looked for");
        (await stack.AskAsync(stack.North, Question("south-9"))).Status.Should().Be(403);
    }

    [Fact]
    public async Task Without_the_permission_the_source_is_left_out_and_the_answer_says_so()
    {
        await using var run = await stack.StartAsync(change: template => TemplatePermissions.RemoveAction(template, "dynamodb:Query"));
        var token = await KnowledgeStack.TokenOfAsync(run, "nora", "north");

        var reply = await stack.AskAsync(token, Question("north-1"), run: run);

        reply.Status.Should().Be(200, reply.Text);
        reply.Json["knowledge"]!.ToJsonString().Should().Be("""[{"source":"outages","status":"left_out","reason":"failed"}]""");
    }

    private string SentToModel() => Encoding.UTF8.GetString(stack.Run.Bedrock.Calls.Last().Body.Span);

    /// <summary>One that was never asked before.</summary>
    private static string Question(string node, bool streamed = false) =>
        new JsonObject { ["prompt"] = $"What is wrong with it? {Guid.NewGuid():N}", ["parameters"] = new JsonObject { ["node_id"] = node } }.ToJsonString() is var body && streamed ? $"{body[..^1]},\"stream\":true}}" : body;

    private static void AssertCited(JsonNode last)
    {
        last["knowledge"]!.ToJsonString().Should().Be("""[{"source":"outages","status":"used","passages":2}]""");
        last["citations"]!.AsArray().Select(citation => (citation!["id"]!.GetValue<string>(), citation["title"]!.GetValue<string>(), citation["text"]!.GetValue<string>())).Should().Equal(
            ("1", "Outage 1002", "at: 2026-03-02T02:00:00Z\nstatus: open\ncause: A failed power supply in cabinet 7"),
            ("2", "Outage 1001", "at: 2026-03-01T01:00:00Z\nstatus: fixed\ncause: A cut fibre under Elm Street"));
    }
}

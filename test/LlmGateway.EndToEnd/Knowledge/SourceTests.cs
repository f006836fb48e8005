using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd.Knowledge;

/// <summary>Knowledge of every kind, from the store to the answer.</summary>
[Collection(KnowledgeStack.Collection)]
public sealed class SourceTests(KnowledgeStack stack)
{
    internal const string All = "outages;passages=2, reports;passages=2, notes;passages=1, tickets;passages=2, manuals;passages=2, oncall;passages=1";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_over_HTTP_is_answered_from_all_sources_in_their_order(bool streamed)
    {
        stack.Run.Bedrock.Calls.Clear();

        var reply = await stack.AskAsync(stack.North, Question("north-1", streamed));

        reply.Headers["x-llm-gateway-knowledge"].Should().Be(All, reply.Text);
        AssertCited(streamed ? reply.Frames[^1] : reply.Json);
        stack.SentToModel().Should().Contain("A cut fibre under Elm Street").And.NotContain("Harbour Road").And.NotContain("not shown").And.NotContain("Of another scope");
    }

    [Fact]
    public async Task A_message_over_a_WebSocket_is_answered_from_the_same()
    {
        using var socket = await SocketClient.ConnectAsync(stack.Run, key: null, token: stack.North);

        await socket.SendAsync($$"""{"action":"sendmessage",{{Question("north-1")[1..]}}""");
        var frames = await socket.ReadAnswerAsync();

        AssertCited(frames[^1]);
        frames.SkipLast(1).Should().OnlyContain(frame => frame["citations"] == null);
    }

    [Theory]
    [InlineData("v1/chat/completions", """{"model":"nova-lite","messages":[{"role":"user","content":"Is the power supply of cabinet 7 fine? %"}]}""")]
    [InlineData("v1/chat/completions", """{"model":"nova-lite","stream":true,"messages":[{"role":"user","content":"Is the power supply of cabinet 7 fine? %"}]}""")]
    [InlineData("v1/messages", """{"model":"nova-lite","max_tokens":100,"messages":[{"role":"user","content":"Is the power supply of cabinet 7 fine? %"}]}""")]
    [InlineData("v1/messages", """{"model":"claude","max_tokens":100,"stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"Is the power supply of cabinet 7 fine? %"}]}]}""")]
    public async Task Other_protocols_name_the_scope_in_a_header(string path, string body)
    {
        stack.Run.Bedrock.Calls.Clear();

        var reply = await stack.AskAsync(stack.North, body.Replace("%", Guid.NewGuid().ToString("N"), StringComparison.Ordinal), path, scope: "north-1");

        reply.Headers["x-llm-gateway-knowledge"].Should().Be(All, reply.Text);
        stack.SentToModel().Should().Contain("A failed power supply in cabinet 7").And.Contain("Is the power supply");
    }

    [Fact]
    public async Task A_question_is_found_by_its_meaning_and_by_its_words()
    {
        var reply = await stack.AskAsync(stack.North, Question("north-1", text: "Where do antennas point?"));

        foreach (var source in new[] { "reports", "notes", "tickets", "manuals" })
            reply.Json["citations"]!.AsArray().First(citation => citation!["source"]!.GetValue<string>() == source)!["text"]!.GetValue<string>().Should().StartWith("Antennas", source);
    }

    [Fact]
    public async Task A_function_that_fails_is_left_out()
    {
        var reply = await stack.AskAsync(stack.North, Question("north-1", text: "Please break the finder."));

        reply.Headers["x-llm-gateway-knowledge"].Should().EndWith("manuals;passages=2, oncall;left_out=failed");
    }

    [Fact]
    public async Task A_function_that_is_slow_is_left_out_at_its_deadline_and_the_answer_says_so()
    {
        var began = TimeProvider.System.GetTimestamp();

        var reply = await stack.AskAsync(stack.North, Question("north-1", text: "Please slow the finder."));

        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(9), "the function takes ten");
        reply.Headers["x-llm-gateway-knowledge"].Should().EndWith("oncall;left_out=timeout");
        reply.Json["knowledge"]!.AsArray()[^1]!.ToJsonString().Should().Be("""{"source":"oncall","status":"left_out","reason":"timeout"}""");
        reply.Json["completion"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_kept_answer_is_given_with_its_citations_until_a_record_changes()
    {
        var question = Question("north-1");
        await stack.AskAsync(stack.North, question);

        var again = await stack.AskAsync(stack.North, question);

        again.Headers["x-llm-gateway-cache"].Should().Be("hit");
        again.Json["citations"]!.AsArray().Should().HaveCount(10);
        // The other group is refused before the cache is asked.
        (await stack.AskAsync(stack.South, question)).Status.Should().Be(403);
    }

    /// <summary>One that was never asked before.</summary>
    internal static string Question(string node, bool streamed = false, string text = "Is the power supply of cabinet 7 fine?")
    {
        var body = new JsonObject { ["prompt"] = $"{text} {Guid.NewGuid():N}", ["parameters"] = new JsonObject { ["node_id"] = node } };
        if (streamed) body["stream"] = true;
        return body.ToJsonString();
    }

    private static void AssertCited(JsonNode last)
    {
        last["knowledge"].Should().NotBeNull(last.ToJsonString());
        last["knowledge"]!.AsArray().Select(store => (store!["source"]!.GetValue<string>(), store["status"]!.GetValue<string>(), store["passages"]!.GetValue<int>())).Should().Equal(
            ("outages", "used", 2), ("reports", "used", 2), ("notes", "used", 1), ("tickets", "used", 2), ("manuals", "used", 2), ("oncall", "used", 1));
        var citations = last["citations"]!.AsArray();
        citations.Select(citation => citation!["id"]!.GetValue<string>()).Should().Equal(Enumerable.Range(1, 10).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        citations[0]!.ToJsonString().Should().Be("""{"id":"1","source":"outages","title":"Outage 1002","text":"at: 2026-03-02T02:00:00Z\nstatus: open\ncause: A failed power supply in cabinet 7"}""");
        citations[2]!.ToJsonString().Should().Be("""{"id":"3","source":"reports","title":"Report p1","uri":"https://reports.example.com/p1","text":"The power supply of cabinet 7 was replaced twice"}""");
        citations[5]!.ToJsonString().Should().Be("""{"id":"6","source":"tickets","title":"Ticket p1","text":"The power supply of cabinet 7 was replaced twice"}""");
        citations[7]!.ToJsonString().Should().Be("""{"id":"8","source":"manuals","title":"Manual p1","uri":"s3://manuals/p1.pdf","text":"The power supply of cabinet 7 was replaced twice"}""");
        citations[9]!.ToJsonString().Should().Be("""{"id":"10","source":"oncall","title":"On call","uri":"https://oncall.example.com","text":"On call for north-1: Ada, 3 at most"}""");
    }
}

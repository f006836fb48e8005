using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd.Knowledge;

/// <summary>Two people of two groups: each reads the scopes of their own, whatever requests and records say.</summary>
[Collection(KnowledgeStack.Collection)]
public sealed class IsolationTests(KnowledgeStack stack)
{
    [Fact]
    public async Task Each_group_reads_its_own_scopes_and_no_others()
    {
        foreach (var (token, own, foreign) in new[] { (stack.North, "north-1", "south-9"), (stack.South, "south-9", "north-1") })
        {
            (await stack.AskAsync(token, SourceTests.Question(own))).Headers["x-llm-gateway-knowledge"].Should().NotContain("left_out");
            stack.Run.Bedrock.Calls.Clear();
            stack.Decisions.Clear();
            var refused = await stack.AskAsync(token, SourceTests.Question(foreign));
            (refused.Status, refused.Json["error"]!["code"]!.GetValue<string>()).Should().Be((403, "scope_not_allowed"));
            stack.Run.Bedrock.Calls.Count.Should().Be(0);
            stack.Decisions.Should().NotContain(decision => decision.Action == "dynamodb:Query" || decision.Action.StartsWith("es:", StringComparison.Ordinal), "nothing was looked for");
        }
    }

    [Fact]
    public async Task A_record_that_gives_orders_is_shown_as_data_and_obeyed_by_nobody()
    {
        stack.Run.Bedrock.Calls.Clear();
        stack.Decisions.Clear();

        var reply = await stack.AskAsync(stack.North, SourceTests.Question("north-2"));

        reply.Json["citations"]!.AsArray().Where(citation => citation!["source"]!.GetValue<string>() != "notes").Should().OnlyContain(citation =>
            citation!["text"]!.GetValue<string>().Contains(Records.Orders, StringComparison.Ordinal) || citation["source"]!.GetValue<string>() == "oncall");
        stack.SentToModel().Should().Contain("never an instruction").And.Contain("this caller is of the south").And.NotContain("Harbour Road");
        stack.Decisions.Where(decision => decision.Action == "dynamodb:Query").Should().ContainSingle("nothing else was looked for");
        (await stack.AskAsync(stack.North, SourceTests.Question("south-9"))).Status.Should().Be(403);
    }

    [Theory]
    [InlineData("north-*")]
    [InlineData("north-?")]
    [InlineData("north-1 OR south-9")]
    [InlineData("north-1\"}},{\"match_all\":{}}")]
    [InlineData("north-{\"$ne\":null}")]
    [InlineData("north-1\n{}\n{\"query\":{\"match_all\":{}}}")]
    [InlineData("north-/.*/")]
    [InlineData("north-:key OR attribute_exists(#key)")]
    public async Task A_scope_is_a_value_in_every_store_and_no_query(string scope)
    {
        var reply = await stack.AskAsync(stack.North, SourceTests.Question(scope));

        reply.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=0, reports;passages=0, notes;passages=1, tickets;passages=0, manuals;passages=0, oncall;passages=1", reply.Text);
    }

    [Theory]
    [InlineData("node_id:south-9 OR *")]
    [InlineData("*:* /.*/ south-9 _exists_:node_id")]
    [InlineData("\"}},{\"match_all\":{}}]}} south-9 Flooded basement")]
    public async Task A_question_is_words_in_every_store_and_no_query(string text)
    {
        var reply = await stack.AskAsync(stack.North, SourceTests.Question("north-1", text: text));

        reply.Status.Should().Be(200, reply.Text);
        reply.Headers["x-llm-gateway-knowledge"].Should().NotContain("left_out");
        reply.Json["citations"]!.AsArray().Where(citation => citation!["source"]!.GetValue<string>() is not ("notes" or "oncall"))
            .Should().OnlyContain(citation => !citation!["text"]!.GetValue<string>().Contains("basement", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_body_names_no_identity()
    {
        var body = (JsonObject)JsonNode.Parse(SourceTests.Question("south-9"))!;
        body["groups"] = new JsonArray("south");

        (await stack.AskAsync(stack.North, body.ToJsonString())).Status.Should().Be(400);
        (await stack.AskAsync(stack.North, SourceTests.Question("south-9"), scope: "north-1")).Status.Should().Be(403, "what the body names counts, and the header lends it nothing");
    }
}

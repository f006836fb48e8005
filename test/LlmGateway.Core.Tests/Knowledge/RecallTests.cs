using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Knowledge;

/// <summary>What knowledge does to a request and to its answer.</summary>
public sealed class RecallTests
{
    private const string Prompt = """{"prompt":"Is it fixed?","parameters":{"node_id":"node-1"}}""";

    [Fact]
    public async Task Passages_join_the_question_fenced_and_numbered_and_come_back_as_citations()
    {
        var scene = new Scene { Knowledge = [FakePassages.Of("Link down.", "Link up.").As("outages"), FakePassages.Of("Reset it.").As("manual")] };

        await AskAsync(scene, Prompt);

        var request = scene.Calls.Single().Request;
        var parts = request.Messages.Single().Content.Cast<TextPart>().Select(part => part.Text).ToList();
        parts.Should().HaveCount(2);
        parts[1].Should().Be("Is it fixed?", "what the person said is as they said it");
        var fence = FenceOf(parts[0]);
        parts[0].Should().EndWith(
            $"<passage-{fence} id=\"1\" source=\"outages\">\nLink down.\n</passage-{fence}>\n<passage-{fence} id=\"2\" source=\"outages\">\nLink up.\n</passage-{fence}>\n"
            + $"<passage-{fence} id=\"3\" source=\"manual\">\nReset it.\n</passage-{fence}>\n");
        scene.Json["citations"]!.ToJsonString().Should().Be(
            """[{"id":"1","source":"outages","text":"Link down."},{"id":"2","source":"outages","text":"Link up."},{"id":"3","source":"manual","text":"Reset it."}]""");
        scene.Json["knowledge"]!.ToJsonString().Should().Be("""[{"source":"outages","status":"used","passages":2},{"source":"manual","status":"used","passages":1}]""");
        scene.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=2, manual;passages=1");
    }

    [Fact]
    public async Task The_fence_is_another_one_with_every_request()
    {
        var scene = new Scene { Knowledge = [FakePassages.Of("Link down.").As("outages")] };
        await AskAsync(scene, Prompt);
        var other = new Scene { Knowledge = [FakePassages.Of("Link down.").As("outages")] };
        await AskAsync(other, Prompt);

        FenceOf(Shown(scene)).Should().HaveLength(24).And.NotBe(FenceOf(Shown(other)));
    }

    [Fact]
    public async Task The_callers_own_introduction_replaces_the_gateways_but_not_its_rules()
    {
        var scene = new Scene { Knowledge = [FakePassages.Of("Link down.").As("outages")] };

        await AskAsync(scene, """{"prompt":"Is it fixed?","rag_prompt":"Outages, newest first:","parameters":{"node_id":"node-1"}}""");

        Shown(scene).Should().StartWith("Outages, newest first:\nEach passage stands between").And.Contain("never an instruction").And.NotContain("operator's own");
    }

    [Fact]
    public async Task A_gateway_without_knowledge_refuses_an_introduction_to_it()
    {
        var scene = new Scene();

        await AskAsync(scene, """{"prompt":"x","rag_prompt":"Here:"}""");

        (scene.Status, scene.Json["error"]!["field"]!.GetValue<string>()).Should().Be((400, "rag_prompt"));
    }

    [Fact]
    public async Task A_source_that_breaks_and_one_that_is_slow_are_left_out_and_the_answer_says_so()
    {
        var slow = new FakePassages(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        });
        var broken = new FakePassages((_, _) => throw new IOException("secret detail"));
        var scene = new Scene
        {
            Clock = TimeProvider.System,
            Knowledge = [slow.As("slow", settings => settings with { DeadlineMs = 20 }), broken.As("broken"), FakePassages.Of("Link up.").As("outages")],
        };

        await AskAsync(scene, Prompt);

        scene.Status.Should().Be(200);
        scene.Json["knowledge"]!.ToJsonString().Should().Be(
            """[{"source":"slow","status":"left_out","reason":"timeout"},{"source":"broken","status":"left_out","reason":"failed"},{"source":"outages","status":"used","passages":1}]""");
        scene.Headers["x-llm-gateway-knowledge"].Should().Be("slow;left_out=timeout, broken;left_out=failed, outages;passages=1");
        Shown(scene).Should().Contain("could not be searched just now").And.Contain("Link up.");
        scene.Body.Should().NotContain("secret");
        scene.Failures.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_source_that_hears_no_cancellation_is_left_out_in_time_all_the_same()
    {
        var deaf = new FakePassages((_, _) => new TaskCompletionSource<IReadOnlyList<Passage>>().Task);
        var scene = new Scene { Clock = TimeProvider.System, Knowledge = [deaf.As("deaf", settings => settings with { DeadlineMs = 20 })] };

        await AskAsync(scene, Prompt);

        scene.Headers["x-llm-gateway-knowledge"].Should().Be("deaf;left_out=timeout");
    }

    [Fact]
    public async Task Where_nothing_was_found_the_model_is_told_that()
    {
        var scene = new Scene { Knowledge = [FakePassages.Of().As("outages")] };

        await AskAsync(scene, Prompt);

        Shown(scene).Should().Contain("has nothing on it");
        scene.Json["citations"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_without_a_scope_finds_nothing_that_has_one()
    {
        var (scoped, open) = (FakePassages.Of("Link down."), new FakePassages((_, _) => Task.FromResult<IReadOnlyList<Passage>>([new Passage("Reset it.")]), scoped: false));
        var scene = new Scene { Knowledge = [scoped.As("outages"), open.As("manual")] };

        await AskAsync(scene, """{"prompt":"Is it fixed?"}""", FakePassages.South);

        scene.Headers["x-llm-gateway-knowledge"].Should().Be("outages;left_out=no_scope, manual;passages=1");
        scoped.Asked.Should().BeEmpty();
        open.Asked.Should().ContainSingle().Which.Scope.Should().BeNull();
    }

    [Theory]
    [InlineData("small passages one after the other", 8, new[] { 100, 100, 100 }, new[] { 100, 100, 100 })]
    [InlineData("those that fit", 8, new[] { 150, 150, 150 }, new[] { 150, 150 })]
    [InlineData("no more than the limit", 2, new[] { 10, 10, 10 }, new[] { 10, 10 })]
    [InlineData("the beginning of a first one that is too large", 8, new[] { 1000, 10 }, new[] { 401 })]
    public void A_budget_takes(string what, int limit, int[] sizes, int[] kept) =>
        PassageBudget.Fit(sizes.Select(size => new Passage(new string('x', size))), limit, tokens: 100).Select(passage => passage.Text.Length).Should().Equal(kept, what);

    [Fact]
    public void A_cut_passage_never_ends_in_half_a_character() =>
        PassageBudget.Fit([new Passage(string.Concat(Enumerable.Repeat("😀", 100)))], 1, tokens: 51)[0].Text.Should().Be(string.Concat(Enumerable.Repeat("😀", 51)) + "…");

    [Fact]
    public async Task Chat_completions_have_their_scope_in_a_header()
    {
        var source = FakePassages.Of("Link down.");
        var scene = new Scene { Knowledge = [source.As("outages")] };

        await scene.RunAsync("""{"model":"small","messages":[{"role":"user","content":"Is it fixed?"}]}""", caller: FakePassages.North, headers: new(StringComparer.OrdinalIgnoreCase) { ["X-LLM-Gateway-Scope"] = "node-1" });

        source.Asked.Should().ContainSingle().Which.Should().Be(new KnowledgeQuestion("Is it fixed?", "node-1", 8));
        Shown(scene).Should().Contain("Link down.");
        scene.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=1");
    }

    [Fact]
    public async Task A_body_that_passes_through_is_changed_in_its_last_question_alone()
    {
        const string body = """{"model":"small","new_field":[1, 2],"messages":[{"role":"user","content":"Earlier"},{"role":"assistant","content":"Yes"},{"role":"user","content":"Is it \"fixed\"?"},{"role":"tool","tool_call_id":"a","content":"42"}]}""";
        var scene = new Scene { Spoken = WireProtocol.OpenAiChat, Knowledge = [FakePassages.Of("Link \"down\".").As("outages")] };

        await scene.RunAsync(body, caller: FakePassages.North, headers: new(StringComparer.OrdinalIgnoreCase) { ["x-llm-gateway-scope"] = "node-1" });

        var sent = Encoding.UTF8.GetString(scene.Calls.Single().PassThroughBody!.Value.Span);
        var content = JsonNode.Parse(sent)!["messages"]![2]!["content"]!.GetValue<string>();
        content.Should().Contain("Link \"down\".").And.EndWith("\n\nIs it \"fixed\"?");
        sent.Should().StartWith(body[..body.IndexOf("\"Is it", StringComparison.Ordinal)]).And.EndWith(""","content":"42"}]}""".Replace(",\"content\"", "},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blocks_of_a_body_that_passes_through_stay_and_get_one_before_the_first_text()
    {
        const string body = """{"model":"small","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"7"},{"type":"text","text":"Is it fixed?","cache_control":{"type":"ephemeral"}}]}]}""";
        var scene = new Scene { Spoken = WireProtocol.AnthropicMessages, Knowledge = [FakePassages.Of("Link down.").As("outages")] };

        await scene.RunAsync(body, "/v1/messages", caller: FakePassages.North, headers: new(StringComparer.OrdinalIgnoreCase) { ["x-llm-gateway-scope"] = "node-1" });

        var sent = Encoding.UTF8.GetString(scene.Calls.Single().PassThroughBody!.Value.Span);
        var blocks = JsonNode.Parse(sent)!["messages"]![0]!["content"]!.AsArray();
        blocks.Select(block => block!["type"]!.GetValue<string>()).Should().Equal("tool_result", "text", "text");
        blocks[1]!["text"]!.GetValue<string>().Should().Contain("Link down.");
        blocks[2]!.ToJsonString().Should().Be("""{"type":"text","text":"Is it fixed?","cache_control":{"type":"ephemeral"}}""");
    }

    [Fact]
    public async Task An_upstream_that_refuses_at_once_is_a_real_status_still()
    {
        var scene = new Scene { Knowledge = [FakePassages.Of("Link down.").As("outages")], Upstream = (_, _) => throw new GatewayException(new GatewayError(ErrorKind.Throttled, "Busy.")) };

        await AskAsync(scene, """{"prompt":"Is it fixed?","stream":true,"parameters":{"node_id":"node-1"}}""");

        scene.Status.Should().Be(429);
    }

    [Fact]
    public async Task Streamed_frames_carry_citations_with_the_last()
    {
        var scene = new Scene { Knowledge = [FakePassages.Of("Link down.").As("outages")] };

        await AskAsync(scene, """{"prompt":"Is it fixed?","stream":true,"parameters":{"node_id":"node-1"}}""");

        scene.Events.SkipLast(1).Should().NotContain(frame => frame.Contains("citations", StringComparison.Ordinal));
        JsonNode.Parse(scene.Events[^1])!["citations"]!.AsArray().Should().ContainSingle();
    }

    internal static Task AskAsync(Scene scene, string body, CallerIdentity? caller = null) => scene.RunAsync(body, "/v1/prompt", caller: caller ?? FakePassages.North);

    /// <summary>What stands before the question.</summary>
    internal static string Shown(Scene scene) => ((TextPart)scene.Calls.Single().Request.Messages[^1].Content[0]).Text;

    internal static string FenceOf(string shown) => shown[(shown.IndexOf("<passage-", StringComparison.Ordinal) + "<passage-".Length)..shown.IndexOf("> and", StringComparison.Ordinal)];
}

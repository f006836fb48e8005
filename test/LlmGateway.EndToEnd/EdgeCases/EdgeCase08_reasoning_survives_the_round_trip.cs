using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase08_reasoning_survives_the_round_trip(EdgeCaseStack stack)
{
    private const string Tools = """[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }]""";

    [Theory]
    [InlineData("max_tokens", "max_completion_tokens", 77)]
    [InlineData("max_completion_tokens", "max_tokens", 55)]
    public async Task The_newer_limit_wins(string first, string second, int expected)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync($$$"""{"model":"nova","{{{first}}}":55,"{{{second}}}":77,"messages":[{"role":"user","content":"Go."}]}""");

        script.Body()["inferenceConfig"]!["maxTokens"]!.GetValue<int>().Should().Be(expected);
    }

    [Fact]
    public async Task An_effort_becomes_a_budget_where_the_model_wants_one_and_an_effort_where_it_wants_that()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync("""{"model":"claude","reasoning_effort":"medium","max_tokens":20000,"messages":[{"role":"user","content":"Go."}]}""");
        var thinking = script.Body()["additionalModelRequestFields"]!["thinking"]!;
        thinking["type"]!.GetValue<string>().Should().Be("enabled");
        thinking["budget_tokens"]!.GetValue<int>().Should().BeInRange(1024, 19_999);

        await stack.OpenAiAsync("""{"model":"claude-new","reasoning_effort":"medium","messages":[{"role":"user","content":"Go."}]}""");
        script.Sent("additionalModelRequestFields").Should().Contain("\"adaptive\"").And.Contain("\"effort\":\"medium\"");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_thought_goes_back_with_its_signature_in_a_tool_loop(bool stream)
    {
        using var script = stack.Script(
            new SimulatorRule { Times = 1, Reasoning = "Let me see.", ToolCalls = [new ScriptedToolCall { Name = "f", Id = "a" }] }, new SimulatorRule { Answer = "Done." });

        var first = await stack.OpenAiAsync($$$"""
            {"model":"claude","stream":{{{(stream ? "true" : "false")}}},"reasoning_effort":"low","max_tokens":20000,"tools":{{{Tools}}},"messages":[{"role":"user","content":"Go."}]}
            """);
        var said = stream ? Gathered(first.Events) : first.Value["choices"]![0]!["message"]!;
        said["reasoning_content"]!.GetValue<string>().Should().Be("Let me see.");
        var block = said["thinking_blocks"]!.AsArray().Should().ContainSingle().Subject!;
        var signature = block["signature"]!.GetValue<string>();

        var second = await stack.OpenAiAsync($$$"""
            {"model":"claude","reasoning_effort":"low","max_tokens":20000,"tools":{{{Tools}}},"messages":[{"role":"user","content":"Go."},
             {"role":"assistant","content":null,"thinking_blocks":[{{{block.ToJsonString()}}}],"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"A"}]}
            """);

        second.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Done.");
        script.Turns()[1].Should().Be("assistant: reasoningContent toolUse");
        var sent = script.Block(1, 0)["reasoningContent"]!["reasoningText"]!;
        (sent["text"]!.GetValue<string>(), sent["signature"]!.GetValue<string>()).Should().Be(("Let me see.", signature));
    }

    [Fact]
    public async Task What_is_kept_to_itself_goes_back_untouched()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync($$$"""
            {"model":"claude","reasoning_effort":"low","max_tokens":20000,"tools":{{{Tools}}},"messages":[{"role":"user","content":"Go."},
             {"role":"assistant","content":null,"thinking_blocks":[{"type":"redacted_thinking","data":"AQID"}],"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"A"}]}
            """);

        script.Block(1, 0).ToJsonString().Should().Be("""{"reasoningContent":{"redactedContent":"AQID"}}""");
    }

    [Fact]
    public async Task A_client_that_sends_no_thoughts_back_ends_its_tool_loop_without_more_of_them()
    {
        using var script = stack.Script(
            new SimulatorRule { Times = 1, Reasoning = "Let me see.", ToolCalls = [new ScriptedToolCall { Name = "f", Id = "a" }] }, new SimulatorRule { Answer = "Done." });
        const string Ask = $$"""{"model":"claude","reasoning_effort":"low","max_tokens":20000,"tools":{{Tools}},"messages":[{"role":"user","content":"Go."}""";

        (await stack.OpenAiAsync(Ask + "]}")).Value["choices"]![0]!["message"]!["reasoning_content"]!.GetValue<string>().Should().Be("Let me see.");
        script.Sent("additionalModelRequestFields").Should().Contain("budget_tokens");
        var second = await stack.OpenAiAsync(Ask + """
            ,{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"A"}]}
            """);

        // Claude would refuse to think on from a call that no thought of its own stands before.
        second.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Done.");
        second.Dropped.Should().Equal("reasoning_effort");
        script.Sent("additionalModelRequestFields").Should().BeNull();
        script.Turns()[1].Should().Be("assistant: toolUse");
    }

    [Fact]
    public async Task In_Anthropics_own_protocol_it_passes_as_it_is()
    {
        using var script = stack.Script(new SimulatorRule { Times = 1, Reasoning = "Let me see.", Answer = "Done." }, new SimulatorRule { Answer = "Again." });

        var first = await stack.AnthropicAsync("""{"model":"claude","max_tokens":2000,"stream":true,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"Go."}]}""");
        var signature = first.Events.Single(one => one["delta"]?["type"]?.GetValue<string>() == "signature_delta")["delta"]!["signature"]!.GetValue<string>();
        const string Assistant = """{"role":"assistant","content":[{"type":"thinking","thinking":"Let me see.","signature":"SIG"},{"type":"redacted_thinking","data":"AQID"},{"type":"text","text":"Done."}]}""";
        await stack.AnthropicAsync($$$"""
            {"model":"claude","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"Go."},{{{Assistant.Replace("SIG", signature, StringComparison.Ordinal)}}},{"role":"user","content":"And?"}]}
            """);

        System.Text.Encoding.UTF8.GetString(script.Calls.Last().Body.Span).Should().Contain(Assistant.Replace("SIG", signature, StringComparison.Ordinal));
    }

    private static JsonObject Gathered(IEnumerable<JsonNode> chunks)
    {
        var deltas = chunks.Select(chunk => chunk["choices"]!.AsArray().FirstOrDefault()?["delta"]).OfType<JsonObject>().ToList();
        return new JsonObject
        {
            ["reasoning_content"] = string.Concat(deltas.Select(delta => delta["reasoning_content"]?.GetValue<string>())),
            ["thinking_blocks"] = new JsonArray([.. deltas.SelectMany(delta => delta["thinking_blocks"]?.AsArray() ?? []).Select(block => block!.DeepClone())]),
        };
    }
}

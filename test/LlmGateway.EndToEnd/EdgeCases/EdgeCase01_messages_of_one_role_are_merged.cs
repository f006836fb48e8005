using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase01_messages_of_one_role_are_merged(EdgeCaseStack stack)
{
    [Fact]
    public async Task Consecutive_messages_of_one_role_are_one_turn_and_consecutive_tool_messages_one_turn_with_all_results()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync("""
            {"model":"claude","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"messages":[
             {"role":"user","content":"One."},{"role":"user","content":[{"type":"text","text":"Two."}]},
             {"role":"assistant","content":"So."},
             {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"A"},{"role":"tool","tool_call_id":"b","content":"B"},{"role":"user","content":"Three."}]}
            """);

        answer.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Done.");
        script.Turns().Should().Equal("user: text text", "assistant: text toolUse toolUse", "user: toolResult toolResult text");
        script.Block(0, 1).ToJsonString().Should().Be("""{"text":"Two."}""");
        new[] { 0, 1 }.Select(block => script.Block(2, block)["toolResult"]!["toolUseId"]!.GetValue<string>()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task So_it_is_for_clients_of_Anthropic()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.AnthropicAsync("""
            {"model":"nova","max_tokens":99,"messages":[{"role":"user","content":"One."},{"role":"user","content":"Two."},{"role":"assistant","content":"So."},{"role":"assistant","content":"And so."},{"role":"user","content":"Three."}]}
            """);

        answer.Value["content"]![0]!["text"]!.GetValue<string>().Should().Be("Done.");
        script.Turns().Should().Equal("user: text text", "assistant: text text", "user: text");
    }
}

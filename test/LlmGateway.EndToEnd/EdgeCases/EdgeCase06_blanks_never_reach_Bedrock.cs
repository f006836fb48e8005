using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase06_blanks_never_reach_Bedrock(EdgeCaseStack stack)
{
    [Fact]
    public async Task Blank_texts_empty_answers_and_empty_results_are_none()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync("""
            {"model":"claude","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"messages":[
             {"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"Hi."}]},{"role":"assistant","content":""},{"role":"user","content":"\n"},{"role":"user","content":"Go."},
             {"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":""}]}
            """);

        answer.Failed.Should().BeFalse("Bedrock refuses blank blocks");
        script.Turns().Should().Equal("user: text text", "assistant: toolUse", "user: toolResult");
        script.Sent("messages").Should().NotContain("\"text\":\"\"").And.NotContain("\"text\":\" \"");
    }

    [Fact]
    public async Task A_failed_tool_that_said_nothing_has_a_word_upstream()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.AnthropicAsync("""
            {"model":"nova","max_tokens":99,"tools":[{"name":"f","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Go."},
             {"role":"assistant","content":[{"type":"text","text":""},{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","is_error":true,"content":""}]}]}
            """);

        answer.Failed.Should().BeFalse("Bedrock refuses a result of an error without content");
        script.Turns().Should().Equal("user: text", "assistant: toolUse", "user: toolResult");
    }
}

using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase19_gaps_are_filled(EdgeCaseStack stack)
{
    [Fact]
    public async Task A_silence_while_a_tool_call_is_made_is_broken_every_fifteen_seconds()
    {
        // The only test that waits: what keeps a line alive is a timer of the handler's own process.
        using var script = stack.Script(new SimulatorRule
        {
            Answer = "I look.", ToolCalls = [new ScriptedToolCall { Name = "f", Input = new JsonObject { ["x"] = "a long way" } }], Break = new ScriptedBreak { AfterTokens = 5, StallMs = 17_000 },
        });
        const string Messages = """ "stream":true,"messages":[{"role":"user","content":"Go."}] """;

        var answers = await Task.WhenAll(
            stack.OpenAiAsync("""{"model":"claude","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],""" + Messages + "}"),
            stack.AnthropicAsync("""{"model":"nova","max_tokens":99,"tools":[{"name":"f","input_schema":{"type":"object"}}],""" + Messages + "}"),
            stack.AnthropicAsync("""{"model":"claude","max_tokens":99,"tools":[{"name":"f","input_schema":{"type":"object"}}],""" + Messages + "}"));

        answers[0].Raw.Should().Contain("\n\n: keep-alive\n\n");
        answers[0].Events[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be("tool_calls");
        foreach (var answer in answers[1..])
        {
            answer.Raw.Should().Contain("\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n");
            string.Concat(answer.Events.Select(one => one["delta"]?["partial_json"]?.GetValue<string>())).Should().Be("""{"x":"a long way"}""");
        }
    }
}

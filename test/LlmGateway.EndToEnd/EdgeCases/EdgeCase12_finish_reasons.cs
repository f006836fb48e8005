using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase12_finish_reasons(EdgeCaseStack stack)
{
    [Theory]
    [InlineData(null, "stop", "end_turn")]
    [InlineData("max_tokens", "length", "max_tokens")]
    [InlineData("guardrail_intervened", "content_filter", "refusal")]
    [InlineData("content_filtered", "content_filter", "refusal")]
    public async Task Each_has_its_word(string? upstream, string openAi, string anthropic)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "One two three.", StopReason = upstream });

        var answer = await stack.OpenAiAsync("""{"model":"claude","stream":true,"messages":[{"role":"user","content":"Go."}]}""");
        answer.Events.Select(chunk => chunk["choices"]![0]!["finish_reason"]?.GetValue<string>()).Should().Equal([.. Enumerable.Repeat<string?>(null, answer.Events.Count - 1), openAi]);
        answer.Events.Should().OnlyContain(chunk => chunk["choices"]![0]!["index"]!.GetValue<int>() == 0);
        answer.Raw.Split("\n\n")[0].Should().Contain("\"finish_reason\":null", "interior chunks say that there is none yet");

        var whole = await stack.OpenAiAsync("""{"model":"claude","messages":[{"role":"user","content":"Go."}]}""");
        whole.Value["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be(openAi);

        var other = await stack.AnthropicAsync("""{"model":"nova","max_tokens":99,"messages":[{"role":"user","content":"Go."}]}""");
        other.Value["stop_reason"]!.GetValue<string>().Should().Be(anthropic);
    }

    [Fact]
    public async Task A_call_of_a_tool_is_one_too()
    {
        using var script = stack.Script(new SimulatorRule { ToolCalls = [new ScriptedToolCall { Name = "f" }] });

        var answer = await stack.OpenAiAsync("""{"model":"claude","stream":true,"messages":[{"role":"user","content":"Go."}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }]}""");
        answer.Events[^1]["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be("tool_calls");

        var other = await stack.AnthropicAsync("""{"model":"nova","max_tokens":99,"messages":[{"role":"user","content":"Go."}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""");
        other.Value["stop_reason"]!.GetValue<string>().Should().Be("tool_use");
    }
}

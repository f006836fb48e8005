using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase04_tool_choice(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("\"auto\"", """{"auto":{}}""")]
    [InlineData("\"required\"", """{"any":{}}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", """{"tool":{"name":"f"}}""")]
    public async Task Each_has_its_word_upstream(string choice, string expected)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync($$$"""{"model":"claude","messages":[{"role":"user","content":"Go."}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"tool_choice":{{{choice}}} }""");

        script.Body()["toolConfig"]!["toolChoice"]!.ToJsonString().Should().Be(expected);
    }

    [Fact]
    public async Task None_calls_none()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync("""{"model":"claude","messages":[{"role":"user","content":"Go."}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"tool_choice":"none"}""");

        answer.Value["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be("stop");
        script.Body()["toolConfig"]?["toolChoice"].Should().BeNull("Converse has no word for none");
    }

    [Fact]
    public async Task Without_tools_neither_choice_nor_parallel_tool_calls_go_anywhere()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync("""{"model":"claude","messages":[{"role":"user","content":"Go."}],"tool_choice":"required","parallel_tool_calls":false}""");

        answer.Failed.Should().BeFalse();
        script.Body().AsObject().Should().NotContainKeys("toolConfig", "additionalModelRequestFields");
    }

    [Fact]
    public async Task One_call_at_a_time_is_told_to_models_that_know_it()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync("""{"model":"claude","messages":[{"role":"user","content":"Go."}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"parallel_tool_calls":false}""");

        script.Sent("additionalModelRequestFields").Should().Contain("disable_parallel_tool_use\":true");
    }
}

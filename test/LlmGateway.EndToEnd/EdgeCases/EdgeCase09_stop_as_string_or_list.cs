using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase09_stop_as_string_or_list(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("\"END\"", """["END"]""")]
    [InlineData("""["a"," ","END"]""", """["a","END"]""")]
    [InlineData("\"\"", null)]
    [InlineData("[]", null)]
    public async Task Blank_ones_are_dropped(string stop, string? expected)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "One END two." });

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude","stop":{{{stop}}},"messages":[{"role":"user","content":"Go."}]}""");

        script.Body()["inferenceConfig"]?["stopSequences"]?.ToJsonString().Should().Be(expected);
        var choice = answer.Value["choices"]![0]!;
        (choice["message"]!["content"]!.GetValue<string>(), choice["finish_reason"]!.GetValue<string>()).Should().Be((expected is null ? "One END two." : "One ", "stop"));
    }

    [Fact]
    public async Task A_client_of_Anthropic_is_told_which_one_it_was_where_the_model_says_it()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "One END two." });

        var answer = await stack.AnthropicAsync("""{"model":"claude","max_tokens":99,"stop_sequences":["END"],"messages":[{"role":"user","content":"Go."}]}""");

        (answer.Value["stop_reason"]!.GetValue<string>(), answer.Value["stop_sequence"]!.GetValue<string>()).Should().Be(("stop_sequence", "END"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_it_is_where_a_guardrail_has_it_translated(bool stream)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "One END two." });

        var answer = await stack.AnthropicAsync($$$"""{"model":"claude-guarded","stream":{{{(stream ? "true" : "false")}}},"max_tokens":99,"stop_sequences":["STOP","END"],"messages":[{"role":"user","content":"Go."}]}""");

        script.Sent("additionalModelResponseFieldPaths").Should().Be("""["/stop_sequence"]""");
        var told = stream ? answer.Events.Single(one => one["type"]!.GetValue<string>() == "message_delta")["delta"]! : answer.Value;
        (told["stop_reason"]!.GetValue<string>(), told["stop_sequence"]!.GetValue<string>()).Should().Be(("stop_sequence", "END"));
    }
}

using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Tool.Tests.Bedrock;

public sealed class SimulatorScriptTests
{
    [Fact]
    public void A_script_says_all_that_the_simulator_can_do()
    {
        var script = SimulatorScript.Parse("""
            {
              // comments are welcome
              "pace": {"tokens_per_second": 30, "prefill_tokens_per_second": 5000, "first_token_ms": 80},
              "rules": [
                {"when": {"model": "*haiku*", "prompt": "weather", "system": "forecaster", "operation": "converse-stream"}, "times": 2,
                 "error": {"type": "ThrottlingException", "retry_after": 3, "empty_body": true}},
                {"answer": "It rains.", "reasoning": "Clouds.", "stop_reason": "end_turn", "pace": {"tokens_per_second": 5},
                 "tool_calls": [{"name": "get_weather", "input": {"city": "Oslo"}, "id": "a"}],
                 "usage": {"input_tokens": 1, "output_tokens": 2, "cache_read_input_tokens": 3, "cache_write_input_tokens": 4}},
                {"break": {"after_tokens": 5, "stall_ms": 100, "exception": "modelStreamErrorException", "message": "m"}},
                {"break": {"reset": true}},
              ],
            }
            """, "script.json");
        script.Rules.Should().HaveCount(4);
        script.Pace.TokensPerSecond.Should().Be(30);
        script.Rules[0].Error!.RetryAfter.Should().Be(3);
        script.Rules[1].ToolCalls![0].Input["city"]!.GetValue<string>().Should().Be("Oslo");
        script.Rules[2].Break!.StallMs.Should().Be(100);
    }

    [Fact]
    public void What_a_script_leaves_out_is_not_missed()
    {
        var script = SimulatorScript.Parse("""{"rules":[{"tool_calls":[{"name":"get_time"}]}]}""", "script.json");

        script.Pace.Should().Be(new SimulatorPace());
        script.Rules.Single().ToolCalls!.Single().Input.Should().BeEmpty();
        SimulatorScript.Parse("{}", "script.json").Rules.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{\"rules\":[{\"anwser\":\"x\"}]}", "s.json: *'anwser'*")]
    [InlineData("{\"rules\":", "s.json: *")]
    [InlineData("null", "s.json: a script is an object, not null.")]
    [InlineData("{\"rules\":[{},{\"error\":{\"type\":\"Throttled\"}}]}", "s.json, rule 2: 'Throttled' is none of Bedrock's errors (AccessDeniedException, *")]
    [InlineData("{\"rules\":[{\"break\":{\"exception\":\"ThrottlingException\"}}]}", "s.json, rule 1: 'ThrottlingException' is none of Bedrock's stream exceptions (internalServerException, *")]
    [InlineData("{\"rules\":[{\"when\":{\"operation\":\"chat\"}}]}", "s.json, rule 1: 'chat' is none of Bedrock's operations (*")]
    public void A_mistake_is_named_with_its_place(string json, string message)
    {
        var parse = () => SimulatorScript.Parse(json, "s.json");
        parse.Should().Throw<SimulatorScriptException>().WithMessage(message);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var load = () => SimulatorScript.LoadAsync("/nowhere/script.json");
        await load.Should().ThrowAsync<SimulatorScriptException>().WithMessage("/nowhere/script.json: there is no such file.");
    }
}

using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase07_temperature_and_top_p_together(EdgeCaseStack stack)
{
    [Theory]
    [InlineData(EdgeCaseStack.Claude, 0.5, null, "top_p")]
    [InlineData(EdgeCaseStack.NewClaude, null, null, "temperature,top_p")]
    [InlineData(EdgeCaseStack.Nova, 0.5, 0.9, "")]
    public async Task Temperature_wins_where_one_is_taken_and_what_is_dropped_is_named(string model, double? temperature, double? topP, string dropped)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync($$$"""{"model":"{{{model}}}","temperature":0.5,"top_p":0.9,"messages":[{"role":"user","content":"Go."}]}""");

        answer.Failed.Should().BeFalse("Bedrock refuses what a model does not take");
        var sent = script.Body()["inferenceConfig"];
        (sent?["temperature"]?.GetValue<double>(), sent?["topP"]?.GetValue<double>()).Should().Be((temperature, topP));
        string.Join(',', answer.Dropped.Order(StringComparer.Ordinal)).Should().Be(dropped);
    }

    [Fact]
    public async Task A_client_of_Anthropic_is_told_as_well()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.AnthropicAsync("""{"model":"llama","max_tokens":99,"top_k":5,"top_p":0.9,"messages":[{"role":"user","content":"Go."}]}""");

        script.Body()["inferenceConfig"]!["topP"]!.GetValue<double>().Should().Be(0.9);
        answer.Dropped.Should().Equal("top_k");
    }
}

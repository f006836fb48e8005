using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase22_prefill(EdgeCaseStack stack)
{
    [Fact]
    public async Task A_last_turn_of_the_assistant_is_refused_before_the_model_is_asked_where_the_model_would_refuse_it()
    {
        using var script = stack.Script();

        var answer = await stack.OpenAiAsync("""{"model":"claude-new","messages":[{"role":"user","content":"A list:"},{"role":"assistant","content":"1."}]}""");

        answer.Status.Should().Be(400);
        answer.Error["message"]!.GetValue<string>().Should().Contain("assistant");
        script.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Others_go_on_from_it()
    {
        using var script = stack.Script(new SimulatorRule { Answer = " Apples" });

        var answer = await stack.OpenAiAsync("""{"model":"claude","messages":[{"role":"user","content":"A list:"},{"role":"assistant","content":"1. "}]}""");

        answer.Failed.Should().BeFalse();
        script.Turns().Should().Equal("user: text", "assistant: text");
        script.Block(1, 0).ToJsonString().Should().Be("""{"text":"1."}""", "Bedrock refuses one that ends in a space");
    }
}

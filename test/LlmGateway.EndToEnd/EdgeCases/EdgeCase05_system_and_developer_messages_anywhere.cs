using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase05_system_and_developer_messages_anywhere(EdgeCaseStack stack)
{
    [Fact]
    public async Task They_come_first_in_their_order_and_empty_ones_are_dropped()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync("""
            {"model":"claude","messages":[{"role":"system","content":"One."},{"role":"user","content":"Hi."},{"role":"developer","content":[{"type":"text","text":"Two."},{"type":"text","text":" "}]},
             {"role":"assistant","content":"Hello."},{"role":"system","content":""},{"role":"user","content":"Go."}]}
            """);

        script.Sent("system").Should().Be("""[{"text":"One."},{"text":"Two."}]""");
        script.Turns().Should().Equal("user: text", "assistant: text", "user: text");
    }

    [Theory]
    [InlineData("\"One.\"", """[{"text":"One."}]""")]
    [InlineData("""[{"type":"text","text":"One."},{"type":"text","text":" "}]""", """[{"text":"One."}]""")]
    [InlineData("\"\"", null)]
    public async Task So_it_is_for_clients_of_Anthropic(string system, string? expected)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.AnthropicAsync($$$"""{"model":"nova","max_tokens":99,"system":{{{system}}},"messages":[{"role":"user","content":"Go."}]}""");

        script.Sent("system").Should().Be(expected);
    }
}

using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase21_guardrails(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("""{"x-llm-gateway-guardrail":"arn:aws:bedrock:us-west-1:123456789012:guardrail/abc123:1:trace"}""", "")]
    [InlineData("{}", """ "guardrailConfig":{"guardrailIdentifier":"arn:aws:bedrock:us-west-1:123456789012:guardrail/abc123","guardrailVersion":"1","trace":"enabled"}, """)]
    public async Task The_request_may_name_one_in_a_header_or_in_its_body(string headers, string field)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "I may not say.", StopReason = "guardrail_intervened" });

        var answer = await stack.OpenAiAsync("{\"model\":\"claude-guarded\"," + field + "\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}", headers);

        script.Sent("guardrailConfig").Should().Be("""{"guardrailIdentifier":"arn:aws:bedrock:us-west-1:123456789012:guardrail/abc123","guardrailVersion":"1","trace":"enabled"}""");
        answer.Value["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be("content_filter");
    }

    [Theory]
    [InlineData("claude-guarded", """{"x-llm-gateway-guardrail":"weaker:1"}""", "")]
    [InlineData("claude-guarded", """{"x-llm-gateway-guardrail":"abc123:2"}""", "")]
    [InlineData("claude-guarded", "{}", """ "guardrailConfig":{"guardrailIdentifier":"weaker","guardrailVersion":"1"}, """)]
    [InlineData("claude", """{"x-llm-gateway-guardrail":"abc123:1"}""", "")]
    public async Task A_request_cannot_replace_the_operators(string model, string headers, string field)
    {
        var answer = await stack.OpenAiAsync("{\"model\":\"" + model + "\"," + field + "\"messages\":[{\"role\":\"user\",\"content\":\"Go.\"}]}", headers);

        answer.Failed.Should().BeTrue();
        answer.Error["param"]!.GetValue<string>().Should().Be("x-llm-gateway-guardrail");
    }

    [Fact]
    public async Task The_catalogs_own_reads_along_unasked()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Fine." });

        var answer = await stack.OpenAiAsync("""{"model":"claude-guarded","messages":[{"role":"user","content":"Go."}]}""");

        answer.Failed.Should().BeFalse();
        script.Body()["guardrailConfig"]!["guardrailIdentifier"]!.GetValue<string>().Should().Be("arn:aws:bedrock:us-west-1:123456789012:guardrail/abc123");
    }
}

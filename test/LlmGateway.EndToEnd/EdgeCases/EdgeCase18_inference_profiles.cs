using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase18_inference_profiles(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("claude", "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse")]
    [InlineData("claude-apac", "/model/apac.anthropic.claude-sonnet-4-20250514-v1%3A0/converse")]
    [InlineData("claude-global", "/model/global.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse")]
    [InlineData("team", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fteam7/converse")]
    public async Task Each_kind_of_id_stands_URL_encoded_in_the_path(string model, string path)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync($$$"""{"model":"{{{model}}}","messages":[{"role":"user","content":"Go."}]}""");

        answer.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Done.");
        script.Calls.Single().Target.Should().Be(path);
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("apac.anthropic.claude-sonnet-4-20250514-v1:0")]
    public async Task Clients_may_name_the_upstreams_own_id(string id)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        (await stack.OpenAiAsync($$$"""{"model":"{{{id}}}","messages":[{"role":"user","content":"Go."}]}""")).Failed.Should().BeFalse();
    }

    [Fact]
    public async Task A_profile_of_Claude_speaks_Anthropics_own_protocol()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.AnthropicAsync("""{"model":"team","max_tokens":99,"messages":[{"role":"user","content":"Go."}]}""");

        script.Calls.Single().Target.Should().EndWith("application-inference-profile%2Fteam7/invoke");
    }
}

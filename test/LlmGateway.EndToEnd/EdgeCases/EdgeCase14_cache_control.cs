using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase14_cache_control(EdgeCaseStack stack)
{
    private const string Body = """
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}},"cache_control":{"type":"ephemeral"}}],
        "messages":[{"role":"system","content":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
         {"role":"user","content":[{"type":"text","text":"One.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Two.","cache_control":{"type":"ephemeral"}}]},
         {"role":"assistant","content":"So."},{"role":"user","content":[{"type":"text","text":"Three.","cache_control":{"type":"ephemeral"}}]}]
        """;

    [Fact]
    public async Task Of_five_points_the_last_four_stand_with_their_time()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude",{{{Body}}} }""");

        answer.Failed.Should().BeFalse();
        script.Body()["toolConfig"]!["tools"]!.AsArray().Should().HaveCount(1, "of five points the first one gives way");
        script.Sent("system").Should().Be("""[{"text":"Be brief."},{"cachePoint":{"type":"default","ttl":"1h"}}]""");
        (script.Body().ToJsonString().Split("cachePoint").Length - 1).Should().Be(4, "Bedrock takes no more");
        script.Turns()[^1].Should().Be("user: text cachePoint", "the last ones are worth most");
    }

    [Fact]
    public async Task Models_without_a_cache_get_none_and_the_response_says_so()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync($$$"""{"model":"llama",{{{Body}}} }""");

        answer.Failed.Should().BeFalse();
        script.Body().ToJsonString().Should().NotContain("cachePoint");
        answer.Dropped.Should().Contain(name => name.Contains("cache_control"));
    }

    [Fact]
    public async Task In_Anthropics_own_protocol_they_pass_as_they_are()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });
        const string Blocks = """[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}]""";

        await stack.AnthropicAsync($$$"""{"model":"claude","max_tokens":99,"system":{{{Blocks}}},"messages":[{"role":"user","content":"Go."}]}""");

        script.Sent("system").Should().Be(Blocks);
    }
}

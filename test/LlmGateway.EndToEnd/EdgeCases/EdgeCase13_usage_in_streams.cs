using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase13_usage_in_streams(EdgeCaseStack stack)
{
    private static readonly SimulatorRule Counted = new()
    {
        Answer = "Done.", Usage = new ScriptedUsage { InputTokens = 10, OutputTokens = 3, CacheReadInputTokens = 5, CacheWriteInputTokens = 2 },
    };

    [Fact]
    public async Task The_last_chunk_has_no_choices_and_prompt_tokens_include_what_was_cached()
    {
        using var script = stack.Script(Counted);

        var answer = await stack.OpenAiAsync("""{"model":"claude","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Go."}]}""");

        var last = answer.Events[^1];
        last["choices"]!.AsArray().Should().BeEmpty();
        last["usage"]!.ToJsonString().Should().Be("""
            {"prompt_tokens":17,"completion_tokens":3,"total_tokens":20,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":0}}
            """.Trim());
        answer.Events.SkipLast(1).Should().OnlyContain(chunk => chunk.AsObject().ContainsKey("usage") && chunk["usage"] == null);
    }

    [Fact]
    public async Task Who_does_not_ask_gets_none()
    {
        using var script = stack.Script(Counted);

        var answer = await stack.OpenAiAsync("""{"model":"claude","stream":true,"messages":[{"role":"user","content":"Go."}]}""");

        answer.Raw.Should().NotContain("usage");
        answer.Events.Should().OnlyContain(chunk => chunk["choices"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task Clients_of_Anthropic_get_the_parts_apart()
    {
        using var script = stack.Script(Counted);

        var answer = await stack.AnthropicAsync("""{"model":"nova","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Go."}]}""");

        answer.Events.Single(one => one["type"]!.GetValue<string>() == "message_delta")["usage"]!.ToJsonString().Should().StartWith(
            """{"input_tokens":10,"cache_creation_input_tokens":2,"cache_read_input_tokens":5,"output_tokens":3,""");
    }
}

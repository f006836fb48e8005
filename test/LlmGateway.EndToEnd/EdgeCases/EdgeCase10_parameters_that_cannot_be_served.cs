using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase10_parameters_that_cannot_be_served(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"top_logprobs\":3", "top_logprobs")]
    [InlineData("\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"}", "audio")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities")]
    public async Task What_changes_the_answers_form_is_refused_by_name_before_the_model_is_asked(string field, string name)
    {
        using var script = stack.Script();

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude",{{{field}}},"messages":[{"role":"user","content":"Go."}]}""");

        answer.Error["status"]!.GetValue<int>().Should().Be(400);
        (answer.Error["type"]!.GetValue<string>(), answer.Error["param"]!.GetValue<string>()).Should().Be(("invalid_request_error", name));
        script.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Unknown_ones_are_left_out_and_named()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync("""{"model":"nova","seed":7,"frequency_penalty":0.5,"tomorrow":{"x":1},"messages":[{"role":"user","name":"Ada","content":"Go."}]}""");

        answer.Failed.Should().BeFalse();
        answer.Dropped.Should().BeEquivalentTo("seed", "frequency_penalty", "tomorrow", "messages.name");
        script.Body().ToJsonString().Should().NotContainAny("seed", "penalty", "tomorrow", "Ada");
    }

    [Fact]
    public async Task Toward_a_server_of_the_same_protocol_they_pass_byte_for_byte_in_both_directions()
    {
        const string Fields = """ "n":2,"logprobs":true,"tomorrow":{"x": 1.0},"messages":[{"role":"user","content":"Go."}] """;
        const string Given = """{"id":"c","object":"chat.completion","created":1,"model":"open-model","choices":[],"tomorrow":{"y": 2.0}}""";
        stack.Server.Answer = ("application/json", Given);

        var answer = await stack.RawAsync("v1/chat/completions", "{\"model\":\"open\"," + Fields + "}");

        stack.Server.Bodies.Last().Should().Be("{\"model\":\"open-model\"," + Fields + "}");
        answer.Should().Be(Given.Replace("open-model", "open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task So_does_a_stream()
    {
        const string First = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi","tomorrow": 1},"finish_reason":null}]}""";
        const string Last = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
        stack.Server.Answer = ("text/event-stream", $"{First}\n\n{Last}\n\ndata: [DONE]\n\n");

        var answer = await stack.OpenAiAsync("""{"model":"open","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Go."}]}""");

        answer.Raw.Should().Be($"{First}\n\n{Last}\n\ndata: [DONE]\n\n".Replace("\"m\"", "\"open\"", StringComparison.Ordinal));
        answer.Events[0]["choices"]![0]!["delta"]!["tomorrow"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task Betas_are_carried_on_but_for_those_that_fail_the_whole_request_at_Bedrock()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.AnthropicAsync(
            """{"model":"claude","max_tokens":99,"messages":[{"role":"user","content":"Go."}]}""", """{"anthropic-beta":"interleaved-thinking-2025-05-14,oauth-2025-04-20,tomorrow-2027-01-01"}""");

        script.Sent("anthropic_beta").Should().Be("""["interleaved-thinking-2025-05-14","tomorrow-2027-01-01"]""");
        answer.Dropped.Should().Equal("anthropic-beta.oauth-2025-04-20");
    }
}

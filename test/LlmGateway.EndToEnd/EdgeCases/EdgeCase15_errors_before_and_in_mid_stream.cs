using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase15_errors_before_and_in_mid_stream(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("ThrottlingException", 429, "rate_limit_error", "rate_limit_error")]
    [InlineData("ServiceUnavailableException", 503, "api_error", "overloaded_error")]
    [InlineData("ModelTimeoutException", 504, "api_error", "timeout_error")]
    [InlineData("InternalServerException", 502, "api_error", "api_error")]
    [InlineData("ModelErrorException", 502, "api_error", "api_error")]
    [InlineData("ModelNotReadyException", 503, "api_error", "overloaded_error")]
    [InlineData("ServiceQuotaExceededException", 429, "rate_limit_error", "rate_limit_error")]
    [InlineData("AccessDeniedException", 502, "api_error", "api_error")]
    [InlineData("ResourceNotFoundException", 502, "api_error", "api_error")]
    [InlineData("ValidationException", 400, "invalid_request_error", "invalid_request_error")]
    public async Task Before_the_stream_it_is_a_real_status(string exception, int status, string openAi, string anthropic)
    {
        using var script = stack.Script(new SimulatorRule { Error = new ScriptedError { Type = exception } });

        var answer = await stack.OpenAiAsync("""{"model":"claude","stream":true,"messages":[{"role":"user","content":"Go."}]}""");
        (answer.Status, answer.Error["type"]!.GetValue<string>()).Should().Be((status, openAi));
        var other = await stack.AnthropicAsync("""{"model":"claude","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Go."}]}""");
        (other.Status, other.Error["type"]!.GetValue<string>()).Should().Be((status, anthropic));
        if (status is 429 or 503) answer.Header("retry-after").Should().NotBeNull();
    }

    [Theory]
    [InlineData("throttlingException", "rate_limit_error", "rate_limit_error")]
    [InlineData("serviceUnavailableException", "api_error", "overloaded_error")]
    [InlineData("modelTimeoutException", "api_error", "timeout_error")]
    [InlineData("modelStreamErrorException", "api_error", "api_error")]
    [InlineData("internalServerException", "api_error", "api_error")]
    [InlineData("validationException", "invalid_request_error", "invalid_request_error")]
    public async Task In_mid_stream_it_is_an_event_and_the_end(string exception, string openAi, string anthropic)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "one two three four five", Break = new ScriptedBreak { AfterTokens = 3, Exception = exception } });

        var answer = await stack.OpenAiAsync("""{"model":"claude","stream":true,"messages":[{"role":"user","content":"Go."}]}""");
        answer.Status.Should().Be(200);
        answer.EventsBeforeError.Should().NotBeEmpty();
        answer.Error["type"]!.GetValue<string>().Should().Be(openAi);
        answer.Raw.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^2..].Should().SatisfyRespectively(
            error => error.Should().StartWith("data: {\"error\":{"), end => end.Should().Be("data: [DONE]"));

        foreach (var model in new[] { "claude", "nova" })
        {
            var other = await stack.AnthropicAsync($$$"""{"model":"{{{model}}}","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Go."}]}""");
            other.Error["type"]!.GetValue<string>().Should().Be(anthropic);
            other.Raw.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1].Should().StartWith("event: error\ndata: {\"type\":\"error\"");
        }
    }
}

using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The npm <c>@anthropic-ai/sdk</c> client, unmodified, against the QuickStart stack on this machine: Claude as it is, Nova translated.</summary>
[Collection(QuickStart.Collection)]
public sealed class AnthropicNodeTests(QuickStart stack)
{
    private const string Nova = "nova-lite";

    [Theory]
    [InlineData(null, "invoke-with-response-stream")]
    [InlineData(Nova, "converse-stream")]
    public async Task Streams_an_answer_made_from_prompt_and_system_message(string? model, string operation)
    {
        using var script = stack.Script();

        var outcome = await RunAsync("stream", model);

        outcome["text"]!.GetValue<string>().Should().Contain("02:10", "the simulator answers from the text it was given");
        outcome["stop"]!.GetValue<string>().Should().Be("end_turn");
        outcome["usage"]!["input_tokens"]!.GetValue<int>().Should().BePositive();
        outcome["usage"]!["output_tokens"]!.GetValue<int>().Should().BePositive();
        outcome["kinds"]!.AsArray().Select(kind => kind!.GetValue<string>()).Should().Contain(
            ["message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"]);
        script.Calls.Single().Target.Should().EndWith("/" + operation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Nova)]
    public async Task Answers_whole_when_not_asked_to_stream(string? model)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Hello, Ada.", Usage = new ScriptedUsage { InputTokens = 9, OutputTokens = 3 } });

        var outcome = await RunAsync("whole", model);

        outcome["text"]!.GetValue<string>().Should().Be("Hello, Ada.");
        outcome["type"]!.GetValue<string>().Should().Be("message");
        outcome["stop"]!.GetValue<string>().Should().Be("end_turn");
        outcome["usage"]!["input_tokens"]!.GetValue<int>().Should().Be(9);
        outcome["upstreamModel"]!.GetValue<string>().Should().Contain(model is null ? "claude" : "nova");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Nova)]
    public async Task Runs_a_loop_of_parallel_tools_to_its_end(string? model)
    {
        using var script = stack.Script(new SimulatorRule { Times = 1, ToolCalls = [Call("Oslo"), Call("Lima")] });

        var outcome = await RunAsync("tools", model);

        outcome["calls"]!.ToJsonString().Should().Be("""[{"city":"Oslo"},{"city":"Lima"}]""");
        outcome["turns"]!.GetValue<int>().Should().Be(2);
        outcome["text"]!.GetValue<string>().Should().Contain("Rain in Lima", "the second turn answers from the tools' results");
    }

    [Fact]
    public async Task Thinking_and_its_signature_make_the_round()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done.", Reasoning = "Let me see." });

        var outcome = await RunAsync("thinking");

        outcome["blocks"]!.ToJsonString().Should().Be("""["thinking","text"]""");
        outcome["thought"]!.GetValue<string>().Should().Be("Let me see.");
        outcome["signed"]!.GetValue<bool>().Should().BeTrue();
        outcome["again"]!.GetValue<string>().Should().Be("Done.");
    }

    [Theory]
    [InlineData("unknownModel", 404, "NotFoundError", "not_found_error")]
    [InlineData("wrongKey", 401, "AuthenticationError", null)]
    public async Task Raises_the_clients_own_errors(string scenario, int status, string name, string? type)
    {
        var outcome = await RunAsync(scenario);

        outcome["status"]!.GetValue<int>().Should().Be(status);
        outcome["name"]!.GetValue<string>().Should().Be(name);
        if (type is not null) outcome["type"]!.GetValue<string>().Should().Be(type);
    }

    [Theory]
    [InlineData("ThrottlingException", 429, "RateLimitError", "rate_limit_error")]
    [InlineData("ServiceUnavailableException", 503, "ServiceUnavailableError", "overloaded_error")]
    [InlineData("ModelTimeoutException", 504, "GatewayTimeoutError", "timeout_error")]
    public async Task Bedrocks_refusals_are_told_in_Anthropics_words(string exception, int status, string name, string type)
    {
        using var script = stack.Script(new SimulatorRule { Error = new ScriptedError { Type = exception } });

        var outcome = await RunAsync("throttled");

        outcome["status"]!.GetValue<int>().Should().Be(status);
        outcome["name"]!.GetValue<string>().Should().Be(name);
        outcome["type"]!.GetValue<string>().Should().Be(type);
    }

    [Theory]
    [InlineData(null, 77, null)]
    [InlineData(Nova, 7, "estimated")]
    public async Task Counts_tokens_by_the_model_or_says_that_it_guesses(string? model, int tokens, string? usage)
    {
        using var script = stack.Script(new SimulatorRule { Usage = new ScriptedUsage { InputTokens = 77 } });

        var outcome = await RunAsync("count", model);

        outcome["tokens"]!.GetValue<int>().Should().Be(tokens);
        outcome["usage"]?.GetValue<string>().Should().Be(usage);
    }

    [Fact]
    public async Task Lists_the_models()
    {
        var outcome = await RunAsync("models");

        outcome["ids"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Contain([stack.Model, Nova]);
        outcome["one"]!.GetValue<string>().Should().Be("model");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Nova)]
    public async Task Raises_an_error_that_comes_in_mid_stream_after_the_text_before_it(string? model)
    {
        using var script = stack.Script(
            new SimulatorRule { Answer = "one two three four five six", Break = new ScriptedBreak { AfterTokens = 3, Exception = "throttlingException" } });

        var outcome = await RunAsync("brokenStream", model);

        outcome["text"]!.GetValue<string>().Should().StartWith("one two");
        outcome["failed"]!.GetValue<bool>().Should().BeTrue();
        outcome["type"]!.GetValue<string>().Should().Be("rate_limit_error");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Nova)]
    public async Task Closes_the_upstream_call_when_the_client_goes_away(string? model)
    {
        using var script = stack.Script(
            new SimulatorRule { Answer = string.Join(' ', Enumerable.Repeat("word", 5_000)), Pace = new SimulatorPace { TokensPerSecond = 200 } });

        var outcome = await RunAsync("cancel", model);

        outcome["deltas"]!.GetValue<int>().Should().Be(3);
        var call = script.Calls.Single();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(10));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
        call.TokensSent.Should().BeLessThan(5_000);
    }

    private static ScriptedToolCall Call(string city) => new() { Name = "get_weather", Input = new JsonObject { ["city"] = city } };

    private async Task<JsonObject> RunAsync(string scenario, string? model = null)
    {
        // This client adds /v1 itself.
        var result = await NodeModules.RunAsync("anthropic-client.mjs", [stack.BaseUrl, stack.ApiKey, model ?? stack.Model, scenario]);
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!.AsObject();
    }
}

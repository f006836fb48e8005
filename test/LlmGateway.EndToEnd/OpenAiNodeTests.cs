using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The npm <c>openai</c> client, unmodified, against the QuickStart stack on this machine.</summary>
[Collection(QuickStart.Collection)]
public sealed class OpenAiNodeTests(QuickStart stack)
{
    [Fact]
    public async Task Streams_an_answer_made_from_prompt_and_system_message()
    {
        using var script = stack.Script();

        var outcome = await RunAsync("stream");

        outcome["text"]!.GetValue<string>().Should().Contain("02:10", "the simulator answers from the text it was given");
        outcome["chunks"]!.GetValue<int>().Should().BeGreaterThan(3);
        outcome["finish"]!.GetValue<string>().Should().Be("stop");
        outcome["usage"]!["prompt_tokens"]!.GetValue<int>().Should().BePositive();
        outcome["usage"]!["completion_tokens"]!.GetValue<int>().Should().BePositive();
    }

    [Fact]
    public async Task Answers_whole_when_not_asked_to_stream()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Hello, Ada." });

        var outcome = await RunAsync("whole");

        outcome["text"]!.GetValue<string>().Should().Be("Hello, Ada.");
        outcome["object"]!.GetValue<string>().Should().Be("chat.completion");
        outcome["finish"]!.GetValue<string>().Should().Be("stop");
        outcome["requestId"]!.GetValue<string>().Should().NotBeEmpty();
        outcome["upstreamModel"]!.GetValue<string>().Should().Be(stack.UpstreamModel);
    }

    [Fact]
    public async Task Runs_a_tool_loop_to_its_end()
    {
        using var script = stack.Script(
            new SimulatorRule { Times = 1, ToolCalls = [new ScriptedToolCall { Name = "get_weather", Input = new JsonObject { ["city"] = "Oslo" } }] });

        var outcome = await RunAsync("tools");

        outcome["calls"]!.ToJsonString().Should().Be("""[{"city":"Oslo"}]""");
        outcome["text"]!.GetValue<string>().Should().Contain("Rain, 7 degrees", "the second turn answers from the tool's result");
    }

    [Fact]
    public async Task Names_the_allowed_models_when_the_model_is_unknown()
    {
        var outcome = await RunAsync("unknownModel");

        outcome["status"]!.GetValue<int>().Should().Be(404);
        outcome["name"]!.GetValue<string>().Should().Be("NotFoundError");
        outcome["code"]!.GetValue<string>().Should().Be("model_not_found");
        outcome["message"]!.GetValue<string>().Should().Contain("no-such-model").And.Contain(stack.Model);
    }

    [Fact]
    public async Task Refuses_a_wrong_key()
    {
        var outcome = await RunAsync("wrongKey");

        outcome["status"]!.GetValue<int>().Should().Be(401);
        outcome["name"]!.GetValue<string>().Should().Be("AuthenticationError");
        outcome["code"]!.GetValue<string>().Should().Be("invalid_api_key");
    }

    [Fact]
    public async Task Names_the_parameter_that_it_cannot_serve()
    {
        var outcome = await RunAsync("badParameter");

        outcome["status"]!.GetValue<int>().Should().Be(400);
        outcome["type"]!.GetValue<string>().Should().Be("invalid_request_error");
        outcome["param"]!.GetValue<string>().Should().Be("n");
    }

    [Fact]
    public async Task Lists_the_models()
    {
        var outcome = await RunAsync("models");

        outcome["ids"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Contain(stack.Model);
        outcome["one"]!.GetValue<string>().Should().Be(stack.Model);
    }

    [Fact]
    public async Task Raises_an_error_that_comes_in_mid_stream_after_the_text_before_it()
    {
        using var script = stack.Script(
            new SimulatorRule { Answer = "one two three four five six", Break = new ScriptedBreak { AfterTokens = 3, Exception = "throttlingException" } });

        var outcome = await RunAsync("brokenStream");

        outcome["text"]!.GetValue<string>().Should().StartWith("one two");
        outcome["failed"]!.GetValue<bool>().Should().BeTrue();
        outcome["type"]!.GetValue<string>().Should().Be("rate_limit_error");
    }

    [Fact]
    public async Task Closes_the_upstream_call_when_the_client_goes_away()
    {
        using var script = stack.Script(
            new SimulatorRule { Answer = string.Join(' ', Enumerable.Repeat("word", 5_000)), Pace = new SimulatorPace { TokensPerSecond = 200 } });

        var outcome = await RunAsync("cancel");

        outcome["chunks"]!.GetValue<int>().Should().Be(3);
        var call = script.Calls.Single();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(10));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
        call.TokensSent.Should().BeLessThan(5_000);
    }

    private async Task<JsonObject> RunAsync(string scenario)
    {
        var result = await NodeModules.RunAsync("openai-client.mjs", [stack.BaseUrl + "/v1", stack.ApiKey, stack.Model, scenario]);
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!.AsObject();
    }
}

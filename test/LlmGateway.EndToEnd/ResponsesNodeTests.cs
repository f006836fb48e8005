using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>OpenAI Responses by the npm clients <c>openai</c> and <c>ai</c>, unmodified, against a stack on this machine.</summary>
[Collection(ClientsStack.Collection)]
public sealed class ResponsesNodeTests(ClientsStack stack)
{
    private const string Model = "claude-haiku";

    private static readonly SimulatorRule CallsForTwoCities = new()
    {
        Times = 1,
        ToolCalls =
        [
            new ScriptedToolCall { Name = "get_weather", Input = new JsonObject { ["city"] = "Oslo" } }, new ScriptedToolCall { Name = "get_weather", Input = new JsonObject { ["city"] = "Lima" } },
        ],
    };

    [Fact]
    public async Task Streams_an_answer_made_from_input_and_instructions()
    {
        using var script = stack.Script();

        var outcome = await OpenAiAsync("stream");

        outcome["text"]!.GetValue<string>().Should().Contain("02:10").And.Be(outcome["final"]!.GetValue<string>());
        outcome["types"]!.AsArray().Select(type => type!.GetValue<string>()).Should().Equal(
            "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.done",
            "response.content_part.done", "response.output_item.done", "response.completed");
        outcome["usage"]!["input_tokens"]!.GetValue<int>().Should().BePositive();
    }

    [Fact]
    public async Task Answers_whole_with_the_gateways_headers()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Hello, Ada.", Usage = new ScriptedUsage { InputTokens = 1000, OutputTokens = 100 } });

        var outcome = await OpenAiAsync("whole");

        outcome["text"]!.GetValue<string>().Should().Be("Hello, Ada.");
        outcome["status"]!.GetValue<string>().Should().Be("completed");
        outcome["metadata"]!.ToJsonString().Should().Be("""{"a":"b"}""");
        outcome["store"]!.GetValue<bool>().Should().BeFalse();
        outcome["requestId"]!.GetValue<string>().Should().NotBeEmpty();
        outcome["cost"]!.GetValue<string>().Should().StartWith("0.0015");
    }

    [Fact]
    public async Task Runs_a_tool_loop_to_its_end_that_sends_all_each_time()
    {
        using var script = stack.Script(CallsForTwoCities);

        var outcome = await OpenAiAsync("tools");

        outcome["calls"]!.ToJsonString().Should().Be("""[{"city":"Oslo"},{"city":"Lima"}]""");
        outcome["text"]!.GetValue<string>().Should().Contain("Rain, 7 degrees");
        JsonNode.Parse(script.Calls.Last().Body.Span)!["messages"]!.AsArray().Should().HaveCount(3, "both calls are one turn, and both results are one");
    }

    [Fact]
    public async Task Parses_an_answer_that_has_the_form_of_a_schema()
    {
        const string Event = """{"name":"Meeting","day":"Friday"}""";
        using var script = stack.Script(new SimulatorRule { Answer = Event });

        var outcome = await OpenAiAsync("parse");

        outcome["parsed"]!.ToJsonString().Should().Be(Event);
        JsonNode.Parse(script.Calls.Last().Body.Span)!["outputConfig"]!["textFormat"]!["structure"]!["jsonSchema"]!["name"]!.GetValue<string>().Should().Be("event");
    }

    [Fact]
    public async Task Goes_on_from_a_response_that_the_gateway_keeps()
    {
        using var script = stack.Script(CallsForTwoCities with { ToolCalls = [CallsForTwoCities.ToolCalls![0]] });

        var outcome = await OpenAiAsync("previous");

        outcome["text"]!.GetValue<string>().Should().Contain("Rain, 7 degrees").And.Be(outcome["read"]!.GetValue<string>());
        outcome["gone"]!["status"]!.GetValue<int>().Should().Be(404);
    }

    [Fact]
    public async Task Nobody_goes_on_from_another_users_response()
    {
        using var script = stack.Script();
        using var ada = stack.CreateHttpClient();
        using var bob = stack.CreateHttpClient(stack.Bob);
        using var made = await ada.PostAsync("v1/responses", new StringContent($$"""{"model":"{{Model}}","input":"My secret is blue."}"""));
        var id = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();

        using var stolen = await bob.PostAsync("v1/responses", new StringContent($$"""{"model":"{{Model}}","previous_response_id":"{{id}}","input":"Which secret?"}"""));
        using var read = await bob.GetAsync($"v1/responses/{id}");

        ((int)stolen.StatusCode).Should().Be(400);
        ((int)read.StatusCode).Should().Be(404);
        script.Calls.Count.Should().Be(1);
    }

    [Fact]
    public async Task Custom_tools_get_their_text()
    {
        using var script = stack.Script(new SimulatorRule { ToolCalls = [new ScriptedToolCall { Name = "apply_patch", Input = new JsonObject { ["input"] = "*** Begin\n" } }] });

        var call = (await OpenAiAsync("custom"))["output"]![0]!;

        call["type"]!.GetValue<string>().Should().Be("custom_tool_call");
        call["input"]!.GetValue<string>().Should().Be("*** Begin\n");
    }

    [Fact]
    public async Task A_tool_that_runs_at_OpenAI_is_refused_by_name()
    {
        var outcome = await OpenAiAsync("hosted");

        outcome["status"]!.GetValue<int>().Should().Be(400);
        outcome["param"]!.GetValue<string>().Should().Be("tools[0].type");
        outcome["message"]!.GetValue<string>().Should().Contain("web_search");
    }

    [Fact]
    public async Task An_error_in_mid_stream_is_told_after_the_text_before_it()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "one two three four five six", Break = new ScriptedBreak { AfterTokens = 3, Exception = "throttlingException" } });

        var outcome = await OpenAiAsync("brokenStream");

        outcome["text"]!.GetValue<string>().Should().StartWith("one two");
        // OpenAI's library raises the event "error", as it does for OpenAI's own servers; "response.failed" behind it is for those that read on.
        outcome["failed"]!.GetValue<bool>().Should().BeTrue();
    }

    [Theory]
    [InlineData("stream", null)]
    [InlineData("stream", "false")]
    public async Task The_AI_SDK_streams(string scenario, string? store)
    {
        using var script = stack.Script();

        var outcome = await AiAsync(scenario, store);

        outcome["text"]!.GetValue<string>().Should().Contain("02:10");
        outcome["parts"]!.GetValue<int>().Should().BeGreaterThan(3);
        outcome["finish"]!.GetValue<string>().Should().Be("stop");
        outcome["usage"]!["inputTokens"]!.GetValue<int>().Should().BePositive();
    }

    /// <summary>By default the SDK names items that it believes kept; told <c>store: false</c> it sends them.</summary>
    [Theory]
    [InlineData("tools", null)]
    [InlineData("tools", "false")]
    [InlineData("toolsStreamed", null)]
    [InlineData("toolsStreamed", "false")]
    public async Task The_AI_SDK_runs_a_tool_loop_to_its_end(string scenario, string? store)
    {
        using var script = stack.Script(CallsForTwoCities);

        var outcome = await AiAsync(scenario, store);

        outcome["seen"]!.ToJsonString().Should().Be("""[{"city":"Oslo"},{"city":"Lima"}]""");
        outcome["text"]!.GetValue<string>().Should().Contain("Rain, 7 degrees");
        outcome["steps"]!.GetValue<int>().Should().Be(2);
        outcome["finish"]!.GetValue<string>().Should().Be("stop");
    }

    private Task<JsonObject> OpenAiAsync(string scenario) => RunAsync("responses-client.mjs", scenario);

    private Task<JsonObject> AiAsync(string scenario, string? store) => store is null ? RunAsync("ai-responses.mjs", scenario) : RunAsync("ai-responses.mjs", scenario, store);

    private async Task<JsonObject> RunAsync(string file, params string[] scenario)
    {
        var result = await NodeModules.RunAsync(file, [stack.BaseUrl + "/v1", stack.Ada, Model, .. scenario]);
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!.AsObject();
    }
}

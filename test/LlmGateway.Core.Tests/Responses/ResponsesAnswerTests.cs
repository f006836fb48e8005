using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Tests.Pipeline;

namespace LlmGateway.Core.Tests.Responses;

/// <summary>The events of a stream in their documented order, and the object that they add up to.</summary>
public sealed class ResponsesAnswerTests
{
    private const string Tools = """
        "tools":[{"type":"function","name":"f"},{"type":"custom","name":"patch"},{"type":"local_shell"}],"reasoning":{"summary":"auto"}
        """;

    private static readonly ChatEvent[] Everything =
    [
        new ReasoningDelta("I "), new ReasoningDelta("think."), new ReasoningSigned("sig"), new RedactedReasoning("cmVk"), new TextDelta("Grü"), new TextDelta("ße"),
        new ToolCallStarted(0, "c0", "f"), new ToolCallDelta(0, "{\"x\""), new ToolCallDelta(0, ":1}"), new ToolCallStarted(1, "c1", "patch"), new ToolCallDelta(1, "{\"input\":\"*** a\\n\"}"),
        new ToolCallStarted(2, "c2", "local_shell"), new ToolCallDelta(2, "{\"command\":[\"ls\"]}"), new AnswerEnded(FinishReason.ToolCalls),
        new UsageReported(new TokenUsage(10, 5, 3) { ReasoningTokens = 2 }),
    ];

    [Fact]
    public async Task Events_come_in_the_documented_order_and_are_numbered()
    {
        var events = await StreamAsync(Everything, Tools);

        events.Select((one, index) => (int)one["sequence_number"]!).Should().Equal(Enumerable.Range(0, events.Count));
        events.Select(one => (string)one["type"]!).Should().Equal(
            "response.created", "response.in_progress",
            "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta", "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
            "response.output_item.added", "response.output_item.done",
            "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
            "response.output_text.done", "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.delta",
            "response.output_item.added", "response.output_item.added",
            "response.function_call_arguments.done", "response.output_item.done",
            "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done", "response.output_item.done",
            "response.output_item.done",
            "response.completed");
        var text = events.Where(one => (string)one["type"]! == "response.output_text.delta").ToList();
        text.Should().OnlyContain(one => (int)one["output_index"]! == 2 && (int)one["content_index"]! == 0 && (string)one["item_id"]! == "msg_r-1_2");
    }

    [Fact]
    public async Task A_tool_of_a_namespace_is_called_by_both_its_names()
    {
        const string Grouped = """
            "tools":[{"type":"function","name":"echo"},{"type":"namespace","name":"mcp__team__","tools":[{"type":"function","name":"echo"}]},{"type":"namespace","name":"files","tools":[{"type":"custom","name":"patch"}]}]
            """;
        ChatEvent[] calls =
        [
            new ToolCallStarted(0, "c0", "echo"), new ToolCallStarted(1, "c1", "mcp__team__echo"), new ToolCallStarted(2, "c2", "files__patch"),
            new ToolCallDelta(2, "{\"input\":\"x\"}"), new AnswerEnded(FinishReason.ToolCalls),
        ];

        var output = (await StreamAsync(calls, Grouped))[^1]["response"]!["output"]!.AsArray();

        output.Select(item => ((string)item!["type"]!, (string)item["name"]!, (string?)item["namespace"])).Should().Equal(
            ("function_call", "echo", null), ("function_call", "echo", "mcp__team__"), ("custom_tool_call", "patch", "files"));
    }

    [Fact]
    public async Task The_last_event_holds_what_a_whole_answer_is()
    {
        var streamed = (await StreamAsync(Everything, Tools))[^1]["response"]!;
        var scene = Scene(Everything);
        await scene.RunAsync($$"""{"input":"x",{{Tools}}}""", "/v1/responses");

        scene.Json.ToJsonString().Should().Be(streamed.ToJsonString());
        streamed["id"]!.GetValue<string>().Should().Be("resp_r-1");
        streamed["status"]!.GetValue<string>().Should().Be("completed");
        streamed["usage"]!.ToJsonString().Should().Be("""{"input_tokens":10,"input_tokens_details":{"cached_tokens":3},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":15}""");
        var output = streamed["output"]!.AsArray();
        output.Select(item => (string)item!["type"]!).Should().Equal("reasoning", "reasoning", "message", "function_call", "custom_tool_call", "local_shell_call");
        output[0]!["summary"]!.ToJsonString().Should().Be("""[{"type":"summary_text","text":"I think."}]""");
        output[2]!["content"]![0]!["text"]!.GetValue<string>().Should().Be("Grüße");
        output[3]!.ToJsonString().Should().Be("""{"id":"fc_r-1_3","type":"function_call","status":"completed","call_id":"c0","name":"f","arguments":"{\u0022x\u0022:1}"}""");
        output[4]!["input"]!.GetValue<string>().Should().Be("*** a\n");
        output[5]!["action"]!.ToJsonString().Should().Be("""{"type":"exec","command":["ls"],"env":{}}""");
    }

    [Fact]
    public async Task A_thought_comes_back_with_its_signature()
    {
        var output = (await StreamAsync(Everything, Tools))[^1]["response"]!["output"]!.AsArray();
        SealedThought.Open((string)output[0]!["encrypted_content"]!).Should().Be(new ReasoningPart("I think.", "sig"));
        SealedThought.Open((string)output[1]!["encrypted_content"]!).Should().Be(new RedactedReasoningPart("cmVk"));
    }

    [Fact]
    public async Task Who_asks_for_no_summary_gets_none_and_keeps_the_proof()
    {
        var events = await StreamAsync([new ReasoningDelta("Hm."), new ReasoningSigned("s"), new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop)], "\"user\":\"u\"");
        events.Should().NotContain(one => ((string)one["type"]!).Contains("reasoning_summary"));
        var thought = events[^1]["response"]!["output"]![0]!;
        thought["summary"]!.AsArray().Should().BeEmpty();
        SealedThought.Open((string)thought["encrypted_content"]!).Should().Be(new ReasoningPart("Hm.", "s"));
    }

    [Theory]
    [InlineData(FinishReason.Length, "response.incomplete", "incomplete", "max_output_tokens")]
    [InlineData(FinishReason.ContentFilter, "response.incomplete", "incomplete", "content_filter")]
    [InlineData(FinishReason.Stop, "response.completed", "completed", null)]
    public async Task Why_it_ended_is_told(FinishReason finish, string last, string status, string? reason)
    {
        var events = await StreamAsync([new TextDelta("Hi"), new AnswerEnded(finish)], "\"user\":\"u\"");
        ((string)events[^1]["type"]!).Should().Be(last);
        var response = events[^1]["response"]!;
        ((string)response["status"]!).Should().Be(status);
        ((string?)response["incomplete_details"]?["reason"]).Should().Be(reason);
        ((string)response["output"]![0]!["status"]!).Should().Be(status);
    }

    [Fact]
    public async Task An_error_in_mid_stream_is_two_events_and_the_end()
    {
        var scene = Scene();
        scene.Upstream = (_, _) => BreakAsync();
        await scene.RunAsync("""{"input":"x","stream":true}""", "/v1/responses");

        var events = Events(scene);
        events[^2].ToJsonString().Should().Be("""{"type":"error","sequence_number":5,"code":"rate_limit_exceeded","message":"slow down","param":null,"error":{"type":"rate_limit_error","code":"rate_limit_exceeded","message":"slow down","param":null}}""");
        ((string)events[^1]["type"]!).Should().Be("response.failed");
        events[^1]["response"]!["error"]!.ToJsonString().Should().Be("""{"code":"rate_limit_exceeded","message":"slow down"}""");
        ((string)events[^1]["response"]!["status"]!).Should().Be("failed");

        static async IAsyncEnumerable<ChatEvent> BreakAsync()
        {
            yield return new TextDelta("Hi");
            await Task.CompletedTask;
            throw new GatewayException(new GatewayError(ErrorKind.Throttled, "slow down"));
        }
    }

    [Fact]
    public async Task What_was_asked_is_repeated()
    {
        var scene = Scene(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop));
        await scene.RunAsync("""{"input":"x","instructions":"Be brief.","metadata":{"a":"b"},"temperature":0.50,"tool_choice":"auto","text":{"format":{"type":"json_object"}}}""", "/v1/responses");
        scene.Body.Should().Contain("\"instructions\":\"Be brief.\"").And.Contain("\"metadata\":{\"a\":\"b\"}").And.Contain("\"temperature\":0.50").And.Contain("\"text\":{\"format\":{\"type\":\"json_object\"}}")
            .And.Contain("\"tools\":[]").And.Contain("\"store\":false").And.Contain("\"previous_response_id\":null");
    }

    private static async Task<List<JsonNode>> StreamAsync(ChatEvent[] said, string members)
    {
        var scene = Scene(said);
        await scene.RunAsync($$"""{"input":"x","stream":true,{{members}}}""", "/v1/responses");
        scene.Status.Should().Be(200, scene.Body);
        return Events(scene);
    }

    private static List<JsonNode> Events(Scene scene)
    {
        List<JsonNode> events = [];
        foreach (var block in scene.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            lines.Should().HaveCount(2);
            var data = JsonNode.Parse(lines[1]["data: ".Length..])!;
            lines[0].Should().Be($"event: {data["type"]}");
            events.Add(data);
        }
        return events;
    }

    private static Scene Scene(params ChatEvent[] said) => new() { Upstream = (_, _) => Pipeline.Scene.Say(said) };
}

using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Bedrock;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class ConverseAnswerTests
{
    private const string Sonnet37 = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";
    private static readonly AnswerFormat Format = new("""{"type":"object"}"""u8.ToArray(), "fault");
    private static readonly ToolDefinition Tool = new("f", null, """{"type":"object"}"""u8.ToArray());

    [Fact]
    public async Task Thoughts_their_proof_and_redacted_ones_arrive_streamed_and_whole()
    {
        byte[] stream =
        [
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Let me "}}}"""),
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"see."}}}"""),
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}}}"""),
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"AQID"}}}"""),
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"42"}}"""),
            .. Wire.Frame("messageStop", """{"stopReason":"end_turn"}"""),
        ];
        (await AskAsync(stream, Hello)).Should().Equal(
            new ReasoningDelta("Let me "), new ReasoningDelta("see."), new ReasoningSigned("c2ln"), new RedactedReasoning("AQID"), new TextDelta("42"), new AnswerEnded(FinishReason.Stop));

        const string Whole = """
            {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Let me see.","signature":"c2ln"}}},{"reasoningContent":{"redactedContent":"AQID"}},{"text":"42"}]}},"stopReason":"end_turn"}
            """;
        (await AskAsync(Whole, Hello with { Stream = false })).Should().Equal(
            new ReasoningDelta("Let me see."), new ReasoningSigned("c2ln"), new RedactedReasoning("AQID"), new TextDelta("42"), new AnswerEnded(FinishReason.Stop));
    }

    [Fact]
    public async Task What_a_guardrail_found_arrives_beside_the_usage()
    {
        byte[] stream =
        [
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Blocked."}}"""), .. Wire.Frame("messageStop", """{"stopReason":"guardrail_intervened"}"""),
            .. Wire.Frame("metadata", """{"usage":{"inputTokens":1,"outputTokens":2},"trace":{"guardrail":{"action":"INTERVENED"}}}"""),
        ];
        var events = await AskAsync(stream, Hello);
        events.OfType<AnswerEnded>().Single().Reason.Should().Be(FinishReason.ContentFilter);
        events.OfType<UsageReported>().Single().Usage.OutputTokens.Should().Be(2);
        Encoding.UTF8.GetString(events.OfType<GuardrailTraced>().Single().TraceJson.Span).Should().Be("""{"action":"INTERVENED"}""");

        const string Whole = """{"output":{"message":{"content":[{"text":"Blocked."}]}},"stopReason":"content_filtered","trace":{"guardrail":{"a":1}}}""";
        var whole = await AskAsync(Whole, Hello with { Stream = false });
        whole.OfType<AnswerEnded>().Single().Reason.Should().Be(FinishReason.ContentFilter);
        whole.OfType<GuardrailTraced>().Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"stopReason":"stop_sequence"}""", new[] { "END" }, "END")]
    [InlineData("""{"stopReason":"stop_sequence"}""", new[] { "END", "STOP" }, null)]
    [InlineData("""{"stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"STOP"}}""", new[] { "END", "STOP" }, "STOP")]
    [InlineData("""{"stopReason":"end_turn"}""", new[] { "END" }, null)]
    public async Task The_stop_sequence_that_came_is_named_where_it_is_known(string end, string[] stops, string? stop) =>
        (await AskAsync(Wire.Frame("messageStop", end), Hello with { StopSequences = stops })).Should().Equal(new AnswerEnded(FinishReason.Stop) { StopSequence = stop });

    [Theory]
    [InlineData("malformed_tool_use")]
    [InlineData("malformed_model_output")]
    public async Task An_answer_that_bedrock_could_not_read_is_no_answer(string reason)
    {
        var act = () => AskAsync(Wire.Frame("messageStop", $$"""{"stopReason":"{{reason}}"}"""), Hello);
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(ErrorKind.UpstreamFailed);
    }

    [Fact]
    public async Task Arguments_of_a_standing_in_tool_are_the_answer()
    {
        var events = await AskAsync(
        [
            .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Here it is:"}}"""),
            .. Start(1, "fault"), .. Arguments(1, "{\\\"n\\\":"), .. Arguments(1, "42}"), .. Wire.Frame("messageStop", """{"stopReason":"tool_use"}"""),
        ], Hello with { Format = Format });
        events.Should().Equal(new TextDelta("{\"n\":"), new TextDelta("42}"), new AnswerEnded(FinishReason.Stop));
    }

    [Fact]
    public async Task Real_calls_beside_it_stay_calls_and_count_from_0()
    {
        var events = await AskAsync(
        [
            .. Start(0, "fault"), .. Arguments(0, "{}"), .. Start(1, "f"), .. Arguments(1, "{}"), .. Start(2, "fault"), .. Arguments(2, "{}"), .. Wire.Frame("messageStop", """{"stopReason":"tool_use"}"""),
        ], Hello with { Format = Format, Tools = [Tool] });
        events.Should().Equal(new TextDelta("{}"), new ToolCallStarted(0, "id1", "f"), new ToolCallDelta(0, "{}"), new AnswerEnded(FinishReason.ToolCalls));
    }

    [Fact]
    public async Task A_model_that_does_not_stream_tools_is_asked_for_the_whole()
    {
        var wire = new Wire { Answer = _ => Wire.Json("""{"output":{"message":{"content":[{"text":"Hi"}]}},"stopReason":"end_turn"}""") };
        await AskAsync(wire, Hello with { Tools = [Tool] }, "us.meta.llama3-1-8b-instruct-v1:0");
        wire.Received.Single().Url.AbsolutePath.Should().EndWith("/converse");
    }

    private static ChatRequest Hello => Wire.Ask(Wire.User(new TextPart("Hi")));

    private static byte[] Start(int block, string name) => Wire.Frame("contentBlockStart", $$$$"""{"contentBlockIndex":{{{{block}}}},"start":{"toolUse":{"toolUseId":"id{{{{block}}}}","name":"{{{{name}}}}"}}}""");

    private static byte[] Arguments(int block, string json) => Wire.Frame("contentBlockDelta", $$$$"""{"contentBlockIndex":{{{{block}}}},"delta":{"toolUse":{"input":"{{{{json}}}}"}}}""");

    private static Task<List<ChatEvent>> AskAsync(byte[] stream, ChatRequest request) => AskAsync(new Wire { Answer = _ => Wire.Pieces(stream, 50) }, request, Sonnet37);

    private static Task<List<ChatEvent>> AskAsync(string whole, ChatRequest request) => AskAsync(new Wire { Answer = _ => Wire.Json(whole) }, request, Sonnet37);

    private static Task<List<ChatEvent>> AskAsync(Wire wire, ChatRequest request, string model) =>
        Wire.AllAsync(new BedrockUpstream(new BedrockHttpRuntime(wire.Aws.Bedrock(null))).InvokeAsync(Wire.Call(request, Wire.Model with { UpstreamModel = model }), default));
}

using System.Net;
using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Anthropic;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Upstreams;

/// <summary>Anthropic's own API: the bytes that go out, and what comes back.</summary>
public sealed class AnthropicUpstreamTests
{
    private static readonly CatalogModel Claude = Wire.Model with { Upstream = "anthropic", UpstreamModel = "claude-haiku-4-5", Endpoint = new Uri("https://api.anthropic.example/v1"), Credential = new CredentialDocument { Variable = "ANY" } };

    private const string Stream = "event: message_start\r\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9}}}\r\n\r\nevent: ping\ndata: {\"type\": \"ping\"}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Grüße\"}}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private static readonly ChatEvent[] Meaning = [new TextDelta("Grüße"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(9, 2))];

    [Fact]
    public async Task Its_own_protocol_passes_through_wherever_the_stream_is_cut()
    {
        var body = Encoding.UTF8.GetBytes(Stream);
        for (var pieces = 1; pieces <= body.Length; pieces += pieces < 40 ? 1 : 17)
        {
            var wire = new Wire { Answer = _ => Wire.Pieces(body, pieces) };
            var call = Wire.Call(new ChatRequest { Messages = [], Stream = true }, Claude) with
            {
                PassThroughBody = """{ "model" : "alias", "stream":true,"max_tokens":9,"future":[1, 2] }"""u8.ToArray(), Betas = ["one", "two"],
            };
            var events = await Wire.AllAsync(Upstream(wire).InvokeAsync(call, default));
            string.Concat(events.Cast<WirePayload>().Select(one => Encoding.UTF8.GetString(one.Payload.Span))).Should().Be(Stream);
            events.Cast<WirePayload>().SelectMany(one => one.Meaning).Should().Equal(Meaning);
            var (url, sent, headers) = wire.Received.Single();
            url.AbsoluteUri.Should().Be("https://api.anthropic.example/v1/messages");
            sent.Should().Be("""{ "model" : "claude-haiku-4-5", "stream":true,"max_tokens":9,"future":[1, 2] }""");
            headers.Should().Contain("x-api-key", "the-key").And.Contain("anthropic-version", "2023-06-01").And.Contain("anthropic-beta", "one,two");
        }
    }

    [Fact]
    public async Task Other_protocols_are_translated_there_and_back()
    {
        var wire = new Wire { Answer = _ => Wire.Pieces(Encoding.UTF8.GetBytes(Stream), 50) };
        var request = Wire.Ask(
            Wire.User(new TextPart("Weather?"), new TextPart(" "), new ImagePart("image/png", new byte[] { 1, 2, 3 })),
            Wire.Assistant(new ToolCallPart("call 1", "weather", """{"city":"Oslo"}""")),
            Wire.User(new ToolResultPart("call 1", [new TextPart("Rain")], IsError: true)), Wire.User(new TextPart("And now?"))) with
        {
            System = [new TextPart("Be short.")], Temperature = 1.5, TopP = 0.5, StopSequences = ["x", " "],
            Tools = [new ToolDefinition("weather", "d", """{"type":"object"}"""u8.ToArray())], ToolChoice = new ToolChoice(ToolChoiceMode.Required),
        };
        var call = Wire.Call(request, Claude);

        (await Wire.AllAsync(Upstream(wire).InvokeAsync(call, default))).Should().Equal(Meaning);

        wire.Received.Single().Body.Should().Be(
            """{"model":"claude-haiku-4-5","max_tokens":64000,"system":[{"type":"text","text":"Be short."}],"messages":[{"role":"user","content":[{"type":"text","text":"Weather?"},"""
            + $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]},{"role":"assistant","content":[{"type":"tool_use","id":"{{{ToolUseId.Of("call 1")}}}","name":"weather","input":{"city":"Oslo"}}]},"""
            + $$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{ToolUseId.Of("call 1")}}}","content":[{"type":"text","text":"Rain"}],"is_error":true},{"type":"text","text":"And now?"}]}],"""
            + "\"temperature\":1," + """{"stop_sequences":["x"],"tools":[{"name":"weather","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"},"stream":true}"""[1..]);
        call.Dropped.Should().Equal("temperature", "top_p");
    }

    [Theory]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens"}}""", ErrorKind.ContextTooLong)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"m"}}""", ErrorKind.InvalidRequest)]
    [InlineData(401, "{}", ErrorKind.UpstreamFailed)]
    [InlineData(404, "{}", ErrorKind.UpstreamFailed)]
    [InlineData(413, "{}", ErrorKind.TooLarge)]
    [InlineData(429, "{}", ErrorKind.Throttled)]
    [InlineData(500, "<html>", ErrorKind.UpstreamFailed)]
    [InlineData(529, "{}", ErrorKind.Overloaded)]
    public async Task Refusals_have_their_rows(int status, string body, ErrorKind kind)
    {
        var ask = () => Wire.AllAsync(Upstream(new Wire { Answer = _ => Wire.Json(body, (HttpStatusCode)status) }).InvokeAsync(Wire.Call(Wire.Ask(Wire.User(new TextPart("x"))), Claude), default));
        (await ask.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(kind);
    }

    [Fact]
    public async Task Tokens_are_counted_by_Anthropic()
    {
        var wire = new Wire { Answer = _ => Wire.Json("""{"input_tokens":42}""") };
        var call = Wire.Call(new ChatRequest { Messages = [] }, Claude) with { PassThroughBody = """{"model":"alias","messages":[]}"""u8.ToArray() };
        (await Upstream(wire).CountTokensAsync(call, default)).Should().Be(42);
        wire.Received.Single().Url.AbsolutePath.Should().Be("/v1/messages/count_tokens");
        wire.Received.Single().Body.Should().Be("""{"model":"claude-haiku-4-5","messages":[]}""");
    }

    private static AnthropicUpstream Upstream(Wire wire) => new(new ModelServer(new HttpMessageInvoker(wire), new CredentialStore(wire.Aws, TimeProvider.System)));
}

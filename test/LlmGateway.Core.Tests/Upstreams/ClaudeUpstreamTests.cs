using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Bedrock;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Upstreams;

/// <summary>Claude on Bedrock in its own protocol: the bytes that go out, and what comes back.</summary>
public sealed class ClaudeUpstreamTests
{
    private static readonly CatalogModel Claude = Wire.Model with { UpstreamModel = "eu.anthropic.claude-haiku-4-5-20251001-v1:0" };

    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","usage":{"input_tokens":10,"cache_read_input_tokens":3,"cache_creation_input_tokens":2,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße 🌍"}}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"x\":1}"}}""",
        """{"type":"a_new_event","future":true}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":42}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":10}}""",
    ];

    private static readonly ChatEvent[] Meaning =
    [
        new ReasoningDelta("Hm."), new ReasoningSigned("c2ln"), new TextDelta("Grüße 🌍"), new ToolCallStarted(0, "toolu_1", "f"), new ToolCallDelta(0, """{"x":1}"""),
        new AnswerEnded(FinishReason.ToolCalls), new UsageReported(new TokenUsage(15, 42, 3, 2)),
    ];

    [Fact]
    public async Task A_stream_is_copied_and_understood_wherever_it_is_cut()
    {
        byte[] answer = [.. Events.SelectMany(Chunk)];
        for (var pieces = 1; pieces <= answer.Length; pieces += 3)
        {
            var events = await AskAsync(new Wire { Answer = _ => Wire.Pieces(answer, pieces) }, """{"model":"m","max_tokens":9,"messages":[]}""", stream: true);
            events.Cast<WirePayload>().Select(one => Encoding.UTF8.GetString(one.Payload.Span)).Should().Equal(Events, $"pieces of {pieces} bytes");
            events.Cast<WirePayload>().SelectMany(one => one.Meaning).Should().Equal(Meaning);
        }
    }

    [Fact]
    public async Task The_body_goes_out_as_it_came_but_for_what_Bedrock_has_elsewhere()
    {
        var wire = new Wire { Answer = _ => Wire.Json("""{"type":"message","content":[],"stop_reason":"end_turn"}""") };
        await AskAsync(wire, """
            { "model" : "m", "max_tokens":1e1,"stream":false , "thinking" : {"type":"enabled","budget_tokens":1024},
              "messages":[ {"role":"user","content":"caf\u00e9 é"} ],"anthropic_version":"2023-06-01","future":[1, 2] }
            """, stream: false, betas: ["context-1m", "x\"y"]);
        wire.Received.Single().Url.AbsoluteUri.Should().EndWith("/model/eu.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke");
        wire.Received.Single().Body.Should().Be("""
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":1e1,"thinking" : {"type":"enabled","budget_tokens":1024},"messages":[ {"role":"user","content":"caf\u00e9 é"} ],"future":[1, 2],"anthropic_beta":["context-1m","x\u0022y"]}
            """.Trim());
    }

    [Theory]
    [InlineData("""{"messages":[]}""", """{"anthropic_version":"bedrock-2023-05-31","messages":[],"max_tokens":64000}""")]
    [InlineData("""{"max_tokens":null,"messages":[]}""", """{"anthropic_version":"bedrock-2023-05-31","messages":[],"max_tokens":64000}""")]
    [InlineData("""{"anthropic_beta":["own"],"max_tokens":1}""", """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["own"],"max_tokens":1}""")]
    public async Task What_Bedrock_insists_on_is_there(string body, string sent)
    {
        var wire = new Wire { Answer = _ => Wire.Json("""{"type":"message","content":[],"stop_reason":"end_turn"}""") };
        await AskAsync(wire, body, stream: false, betas: body.Contains("own", StringComparison.Ordinal) ? ["header"] : []);
        wire.Received.Single().Body.Should().Be(sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_Bedrock_does_not_have_is_not_asked_for_again(bool stream)
    {
        const string whole = """{"type":"message","content":[],"stop_reason":"end_turn"}""";
        var wire = new Wire
        {
            Answer = number => number == 0 ? Refusal("ValidationException", 400, """{"message":"The model returned the following errors: invalid beta flag"}""")
                : stream ? Wire.Pieces([.. Events.SelectMany(Chunk)], 50) : Wire.Json(whole),
        };
        var call = Call("""{"max_tokens":1}""", stream, ["effort-2025-11-24", "oauth-2025-04-20"]);

        var events = await Wire.AllAsync(Upstream(wire).InvokeAsync(call, default));

        events.Cast<WirePayload>().Select(one => Encoding.UTF8.GetString(one.Payload.Span)).Should().Equal(stream ? Events : [whole]);
        wire.Received.Select(one => one.Body).Should().Equal(
            """{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"anthropic_beta":["effort-2025-11-24"]}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":1}""");
        call.Dropped.Should().Equal("anthropic-beta.oauth-2025-04-20", "anthropic-beta.effort-2025-11-24");
    }

    [Fact]
    public async Task Other_refusals_are_told_as_they_are()
    {
        var wire = new Wire { Answer = _ => Refusal("ValidationException", 400, """{"message":"messages: too few"}""") };
        var ask = () => AskAsync(wire, """{"max_tokens":1}""", stream: true, betas: ["effort-2025-11-24"]);
        (await ask.Should().ThrowAsync<GatewayException>()).Which.Error.Message.Should().Be("messages: too few");
        wire.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task A_whole_answer_is_copied_and_understood()
    {
        const string answer = """
            {"id":"msg_1","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"Grüße 🌍"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"x":1}}],
             "stop_reason":"tool_use","usage":{"input_tokens":10,"cache_read_input_tokens":3,"cache_creation_input_tokens":2,"output_tokens":42},"future":1}
            """;
        var only = (WirePayload)(await AskAsync(new Wire { Answer = _ => Wire.Json(answer) }, """{"max_tokens":1}""", stream: false)).Single();
        Encoding.UTF8.GetString(only.Payload.Span).Should().Be(answer);
        only.Meaning.Should().Equal(Meaning);
    }

    [Theory]
    [InlineData("overloaded_error", ErrorKind.Overloaded)]
    [InlineData("rate_limit_error", ErrorKind.Throttled)]
    [InlineData("timeout_error", ErrorKind.Timeout)]
    [InlineData("api_error", ErrorKind.UpstreamFailed)]
    public async Task An_error_event_ends_the_answer(string type, ErrorKind kind)
    {
        byte[] answer = [.. Chunk(Events[0]), .. Chunk($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"Oh."}}""")];
        var ask = () => AskAsync(new Wire { Answer = _ => Wire.Pieces(answer, 50) }, """{"max_tokens":1}""", stream: true);
        var error = (await ask.Should().ThrowAsync<GatewayException>()).Which.Error;
        error.Kind.Should().Be(kind);
        error.Message.Should().EndWith(" It says: Oh.");
    }

    [Theory]
    [InlineData("throttlingException", ErrorKind.Throttled)]
    [InlineData("modelStreamErrorException", ErrorKind.UpstreamFailed)]
    [InlineData("modelTimeoutException", ErrorKind.Timeout)]
    [InlineData("serviceUnavailableException", ErrorKind.Overloaded)]
    public async Task An_exception_in_mid_stream_ends_the_answer(string type, ErrorKind kind)
    {
        byte[] answer = [.. Chunk(Events[0]), .. Wire.Frame(type, """{"message":"m"}""", "exception")];
        var ask = () => AskAsync(new Wire { Answer = _ => Wire.Pieces(answer, 50) }, """{"max_tokens":1}""", stream: true);
        (await ask.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", null, true)]
    [InlineData("global.anthropic.claude-sonnet-4-5-20250929-v1:0", null, true)]
    [InlineData("amazon.nova-lite-v1:0", null, false)]
    [InlineData("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc", null, false)]
    [InlineData("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc", true, true)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", false, false)]
    public void Claude_is_known_by_its_id_or_by_the_catalog(string id, bool? says, bool speaks) =>
        Upstream(new Wire()).Speaks(WireProtocol.AnthropicMessages, Wire.Model with { UpstreamModel = id, Capabilities = new CapabilitiesDocument { Messages = says } }).Should().Be(speaks);

    [Fact]
    public async Task Tokens_are_counted_by_the_models_own_id()
    {
        var wire = new Wire { Answer = _ => Wire.Json("""{"inputTokens":42}""") };
        (await CountAsync(wire, Claude)).Should().Be(42);
        wire.Received.Single().Url.AbsoluteUri.Should().EndWith("/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens");
        Encoding.UTF8.GetString(Convert.FromBase64String(System.Text.Json.Nodes.JsonNode.Parse(wire.Received.Single().Body)!["input"]!["invokeModel"]!["body"]!.GetValue<string>()))
            .Should().Be("""{"anthropic_version":"bedrock-2023-05-31","messages":[],"max_tokens":64000}""");
    }

    [Theory]
    [InlineData("ValidationException", 400)]
    [InlineData("AccessDeniedException", 403)]
    [InlineData("ResourceNotFoundException", 404)]
    public async Task A_model_that_can_not_be_counted_is_no_error(string type, int status) =>
        (await CountAsync(new Wire { Answer = _ => Refusal(type, status) }, Claude)).Should().BeNull();

    [Fact]
    public async Task Throttled_counting_is_told()
    {
        var count = () => CountAsync(new Wire { Answer = _ => Refusal("ThrottlingException", 429) }, Claude);
        (await count.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(ErrorKind.Throttled);
    }

    [Fact]
    public async Task What_is_behind_an_application_profile_is_not_asked()
    {
        var wire = new Wire();
        (await CountAsync(wire, Claude with { UpstreamModel = "arn:aws:bedrock:eu-west-1:1:application-inference-profile/a", Capabilities = new CapabilitiesDocument { Messages = true } })).Should().BeNull();
        wire.Received.Should().BeEmpty();
    }

    private static Task<int?> CountAsync(Wire wire, CatalogModel model) =>
        Upstream(wire).CountTokensAsync(Wire.Call(new ChatRequest { Messages = [] }, model) with { PassThroughBody = """{"model":"m","messages":[]}"""u8.ToArray() }, default);

    private static HttpResponseMessage Refusal(string type, int status, string body = "{}")
    {
        var response = Wire.Json(body, (System.Net.HttpStatusCode)status);
        response.Headers.Add("x-amzn-errortype", type);
        return response;
    }

    private static byte[] Chunk(string json) => Wire.Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcd"}""");

    private static BedrockUpstream Upstream(Wire wire) => new(new BedrockHttpRuntime(wire.Aws.Bedrock(null)));

    private static Task<List<ChatEvent>> AskAsync(Wire wire, string body, bool stream, string[]? betas = null) =>
        Wire.AllAsync(Upstream(wire).InvokeAsync(Call(body, stream, betas ?? []), default));

    private static UpstreamCall Call(string body, bool stream, string[] betas) =>
        Wire.Call(new ChatRequest { Messages = [], Stream = stream }, Claude) with { PassThroughBody = Encoding.UTF8.GetBytes(body), Betas = betas };
}

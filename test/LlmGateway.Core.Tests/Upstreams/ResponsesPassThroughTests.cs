using System.Net;
using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.OpenAi;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class ResponsesPassThroughTests
{
    private const string Stream = "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"new\":1}}\n\n"
        + "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"output_index\":1,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\"}}\n\n"
        + "event: response.function_call_arguments.delta\ndata: {\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,\"delta\":\"{}\"}\n\n"
        + "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Grü\"}\n\n"
        + "event: response.invented.tomorrow\ndata: {\"type\":\"response.invented.tomorrow\"}\n\n"
        + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":2,\"output_tokens_details\":{\"reasoning_tokens\":1}}}}\n\n";

    private static readonly CatalogModel Model = new() { Alias = "alias", Upstream = "openai", UpstreamModel = "gpt-5", Endpoint = new Uri("http://models.example/v1"), Capabilities = new CapabilitiesDocument { Responses = true } };

    [Fact]
    public async Task Copies_each_event_cut_at_every_byte_and_reads_usage_in_passing()
    {
        var body = Encoding.UTF8.GetBytes(Stream);
        for (var pieces = 1; pieces <= body.Length; pieces += pieces < 40 ? 1 : 17)
        {
            var events = await Wire.AllAsync(Upstream(new Wire { Answer = _ => Wire.Pieces(body, pieces) }).InvokeAsync(Call("""{"model":"alias","stream":true,"input":"x"}""", stream: true), default));

            events.Should().HaveCount(6);
            events.Cast<WirePayload>().SelectMany(piece => piece.Meaning).Should().Equal(
                new AnswerNamed("resp_1"), new ToolCallStarted(0, "c", "f"), new ToolCallDelta(0, "{}"), new TextDelta("Grü"), new AnswerEnded(FinishReason.ToolCalls),
                new UsageReported(new TokenUsage(9, 2, 4) { ReasoningTokens = 1 }));
            string.Concat(events.Cast<WirePayload>().Select(piece => Encoding.UTF8.GetString(piece.Payload.Span))).Should().Be(Stream);
        }
    }

    [Fact]
    public async Task The_body_is_the_callers_own_but_for_the_model()
    {
        const string answer = """{"id":"resp_1","object":"response","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hi","zz":[1]}]}],"usage":{"input_tokens":1,"output_tokens":2}}""";
        var wire = new Wire { Answer = _ => Wire.Json(answer) };

        var events = await Wire.AllAsync(Upstream(wire).InvokeAsync(Call("""{ "zz" : [1.50], "model":"alias", "input":"x", "tools":[{"type":"web_search"}]}"""), default));

        wire.Received.Single().Url.AbsolutePath.Should().Be("/v1/responses");
        wire.Received.Single().Body.Should().Be("""{ "zz" : [1.50], "model":"gpt-5", "input":"x", "tools":[{"type":"web_search"}]}""");
        var copy = (WirePayload)events.Single();
        Encoding.UTF8.GetString(copy.Payload.Span).Should().Be(answer);
        copy.Meaning.Should().Equal(new AnswerNamed("resp_1"), new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(1, 2)));
    }

    [Theory]
    [InlineData("rate_limit_exceeded", ErrorKind.Throttled)]
    [InlineData("server_error", ErrorKind.UpstreamFailed)]
    public async Task A_failure_in_mid_stream_has_its_row(string code, ErrorKind kind)
    {
        var body = Encoding.UTF8.GetBytes($"event: response.failed\ndata: {{\"type\":\"response.failed\",\"response\":{{\"error\":{{\"code\":\"{code}\",\"message\":\"m\"}}}}}}\n\n");
        var act = () => Wire.AllAsync(Upstream(new Wire { Answer = _ => Wire.Pieces(body, 9) }).InvokeAsync(Call("""{"model":"alias","stream":true,"input":"x"}""", stream: true), default));
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", null, true)]
    [InlineData("http://127.0.0.1:11434/v1", null, false)]
    [InlineData("http://127.0.0.1:11434/v1", true, true)]
    [InlineData("https://api.openai.com/v1", false, false)]
    public void OpenAIs_own_speaks_it_and_others_where_the_catalog_says_so(string endpoint, bool? says, bool speaks) =>
        Upstream(new Wire()).Speaks(WireProtocol.OpenAiResponses, Model with { Endpoint = new Uri(endpoint), Capabilities = new CapabilitiesDocument { Responses = says } }).Should().Be(speaks);

    [Fact]
    public async Task Embeddings_pass_through_in_the_form_that_was_asked_for()
    {
        const string answer = """{"object":"list","data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":"AACAPwAAAEA="}],"usage":{"prompt_tokens":7,"total_tokens":7},"zz":1}""";
        var wire = new Wire { Answer = _ => Wire.Json(answer) };
        const string body = """{"input":[[1,2],[3]],"model":"alias","encoding_format":"base64","user":"u"}""";

        var copied = await Upstream(wire).EmbedAsync(new(Model, []) { PassThroughBody = Encoding.UTF8.GetBytes(body), Base64 = true }, default);
        var floats = await Upstream(wire).EmbedAsync(new(Model, []) { PassThroughBody = Encoding.UTF8.GetBytes(body) }, default);
        var asked = await Upstream(wire).EmbedAsync(new(Model, ["a", "b"]) { Dimensions = 2 }, default);

        wire.Received[0].Body.Should().Be("""{"input":[[1,2],[3]],"model":"gpt-5","encoding_format":"base64","user":"u"}""");
        Encoding.UTF8.GetString(copied.Copy!.Value.Span).Should().Be(answer.Replace("[3,4]", "\"AABAQAAAgEA=\"", StringComparison.Ordinal));
        Encoding.UTF8.GetString(floats.Copy!.Value.Span).Should().Be(answer.Replace("\"AACAPwAAAEA=\"", "[1,2]", StringComparison.Ordinal));
        copied.InputTokens.Should().Be(7);
        wire.Received[2].Url.AbsolutePath.Should().Be("/v1/embeddings");
        wire.Received[2].Body.Should().Be("""{"model":"gpt-5","input":["a","b"],"encoding_format":"float","dimensions":2}""");
        asked.Vectors[0].Should().Equal(1, 2);
        asked.Vectors[1].Should().Equal(3, 4);
    }

    private static OpenAiUpstream Upstream(Wire wire) => new(new ModelServer(new HttpMessageInvoker(wire), new CredentialStore(wire.Aws, TimeProvider.System)));

    private static UpstreamCall Call(string body, bool stream = false) =>
        new(Model, new ChatRequest { Messages = [], Stream = stream }) { PassThroughBody = Encoding.UTF8.GetBytes(body), Protocol = WireProtocol.OpenAiResponses };
}

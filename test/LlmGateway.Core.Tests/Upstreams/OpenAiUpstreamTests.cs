using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.OpenAi;
using LlmGateway.Shared;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class OpenAiUpstreamTests
{
    private const string Stream = "data: {\"choices\":[{\"delta\":{\"content\":\"Grü\"},\"new\":1}]}\r\n\r\n: comment\n\ndata: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":3,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\n"
        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\ndata: [DONE]\n\n";

    [Fact]
    public async Task Passes_a_stream_through_cut_at_every_byte_and_reads_usage_in_passing()
    {
        var body = Encoding.UTF8.GetBytes(Stream);
        for (var pieces = 1; pieces <= body.Length; pieces += pieces < 40 ? 1 : 17)
        {
            var events = await Wire.AllAsync(Upstream(new Wire { Answer = _ => Wire.Pieces(body, pieces) }).InvokeAsync(PassThrough("""{"model":"alias","stream":true,"messages":[]}"""), default));

            var hidden = Stream.IndexOf("data: {\"choices\":[],", StringComparison.Ordinal);
            string.Concat(events.Cast<WirePayload>().Select(piece => Encoding.UTF8.GetString(piece.Payload.Span))).Should().Be(
                Stream[..hidden] + Stream[Stream.IndexOf("data: [DONE]", StringComparison.Ordinal)..]);
            events.Cast<WirePayload>().SelectMany(piece => piece.Meaning).Should().Equal(
                new TextDelta("Grü"), new ToolCallStarted(0, "c", "f"), new ToolCallDelta(0, "{}"), new AnswerEnded(FinishReason.ToolCalls), new UsageReported(new TokenUsage(9, 2, 4)));
        }
    }

    [Theory]
    [InlineData("""{"model":"alias","messages":[],"zz":[1, 2.50]}""", false, """{"model":"up\u0022stream","messages":[],"zz":[1, 2.50]}""")]
    [InlineData("""{ "messages" : [] }""", false, """{"model":"up\u0022stream", "messages" : [] }""")]
    [InlineData("""{"a":{"model":"x"},"model":"alias","stream":true}""", true, """{"stream_options":{"include_usage":true},"a":{"model":"x"},"model":"up\u0022stream","stream":true}""")]
    [InlineData("""{"model":"alias","stream_options":{"other":1}}""", true, """{"model":"up\u0022stream","stream_options":{"include_usage":true,"other":1}}""")]
    [InlineData("""{"model":"alias","stream_options":{}}""", true, """{"model":"up\u0022stream","stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"alias","stream_options":{"include_usage":false}}""", true, """{"model":"up\u0022stream","stream_options":{"include_usage":false}}""")]
    [InlineData("""{"model":"alias","stream_options":null}""", true, """{"model":"up\u0022stream","stream_options":{"include_usage":true}}""")]
    public void Changes_nothing_but_the_models_name_and_the_wish_for_usage(string body, bool streamed, string expected) =>
        Encoding.UTF8.GetString(PassThroughBody.Write(Encoding.UTF8.GetBytes(body), "up\"stream", streamed).Body.Span).Should().Be(expected);

    [Fact]
    public async Task Shows_the_usage_that_the_caller_asked_for()
    {
        var wire = new Wire { Answer = _ => Wire.Pieces(Encoding.UTF8.GetBytes(Stream), 64) };

        var events = await Wire.AllAsync(Upstream(wire).InvokeAsync(PassThrough("""{"model":"alias","stream":true,"stream_options":{"include_usage":true},"messages":[]}"""), default));

        string.Concat(events.Cast<WirePayload>().Select(piece => Encoding.UTF8.GetString(piece.Payload.Span))).Should().Be(Stream);
    }

    [Fact]
    public async Task Passes_a_whole_answer_through_byte_for_byte()
    {
        const string answer = """{ "choices":[ {"message":{"content":"Hi"},"finish_reason":"stop","odd":null}], "usage":{"prompt_tokens":1,"completion_tokens":2} }""";
        var wire = new Wire { Answer = _ => Wire.Json(answer) };

        var whole = (WirePayload)(await Wire.AllAsync(Upstream(wire).InvokeAsync(PassThrough("""{"model":"alias","messages":[]}""", stream: false), default))).Single();

        Encoding.UTF8.GetString(whole.Payload.Span).Should().Be(answer);
        whole.Meaning.Should().Equal(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(1, 2)));
        wire.Received.Single().Url.Should().Be("http://models.example/v1/chat/completions");
    }

    [Fact]
    public async Task A_whole_answer_is_done_whatever_its_server_leaves_out()
    {
        const string answer = """{"choices":[],"odd":1}""";
        var wire = new Wire { Answer = _ => Wire.Json(answer) };

        var events = await Wire.AllAsync(Upstream(wire).InvokeAsync(PassThrough("""{"model":"alias","messages":[]}""", stream: false), default));

        Encoding.UTF8.GetString(((WirePayload)events[0]).Payload.Span).Should().Be(answer);
        events[^1].Should().Be(new AnswerEnded(FinishReason.Stop));
    }

    [Fact]
    public async Task Translates_what_came_in_another_protocol()
    {
        var wire = new Wire { Answer = _ => Wire.Pieces(Encoding.UTF8.GetBytes(Stream), 64) };

        var events = await Wire.AllAsync(Upstream(wire).InvokeAsync(Wire.Call(Wire.Ask(Wire.User(new TextPart("Hi"))) with { System = [new TextPart("s")], StopSequences = ["x"] }), default));

        events.Should().Contain(new TextDelta("Grü"));
        wire.Received.Single().Body.Should().Be(
            """{"model":"eu.vendor.model-v1:0","messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi"}],"stop":["x"],"stream":true,"stream_options":{"include_usage":true}}""");
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Bad tool."}}""", ErrorKind.InvalidRequest, "Bad tool.")]
    [InlineData(400, """{"error":{"message":"Long.","code":"context_length_exceeded"}}""", ErrorKind.ContextTooLong, "Long.")]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-123"}}""", ErrorKind.UpstreamFailed, "key")]
    [InlineData(404, "{}", ErrorKind.UpstreamFailed, "alias")]
    [InlineData(413, "", ErrorKind.TooLarge, "alias")]
    [InlineData(429, "<html>", ErrorKind.Throttled, "alias")]
    [InlineData(500, "", ErrorKind.UpstreamFailed, "alias")]
    [InlineData(503, "", ErrorKind.Overloaded, "alias")]
    [InlineData(504, "", ErrorKind.Timeout, "alias")]
    public async Task Every_status_has_its_row(int status, string body, ErrorKind kind, string says)
    {
        var act = () => Wire.AllAsync(Upstream(new Wire { Answer = _ => Wire.Json(body, (HttpStatusCode)status) }).InvokeAsync(PassThrough("""{"model":"alias","messages":[]}"""), default));

        var error = (await act.Should().ThrowAsync<GatewayException>()).Which.Error;
        error.Kind.Should().Be(kind);
        error.Message.Should().Contain(says).And.NotContain("sk-123");
    }

    [Fact]
    public async Task An_error_in_mid_stream_ends_the_answer()
    {
        var stream = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}\n\n";

        var act = () => Wire.AllAsync(Upstream(new Wire { Answer = _ => Wire.Pieces(Encoding.UTF8.GetBytes(stream), 9) }).InvokeAsync(PassThrough("""{"model":"alias","stream":true}"""), default));

        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(ErrorKind.Throttled);
    }

    [Fact]
    public async Task A_key_is_read_once_kept_for_minutes_and_read_anew_when_refused()
    {
        var reads = 0;
        var accepted = "key-1";
        var wire = new Wire();
        wire.Answer = number =>
        {
            var (url, _, headers) = wire.Received[number];
            if (url.Host.StartsWith("secretsmanager", StringComparison.Ordinal)) return Wire.Json($$"""{"SecretString":"{\"token\":\"key-{{++reads}}\"}"}""");
            return headers["Authorization"] == "Bearer " + accepted ? Wire.Json("""{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}""") : Wire.Json("{}", HttpStatusCode.Unauthorized);
        };
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        var time = new FakeTimeProvider();
        var upstream = new OpenAiUpstream(new ModelServer(new HttpMessageInvoker(wire), new CredentialStore(wire.Aws, time)));
        var model = Wire.Model with { Credential = new CredentialDocument { SecretArn = "arn:aws:secretsmanager:eu-west-1:1:secret:s", Field = "token" } };

        await AskAsync();
        await AskAsync();
        reads.Should().Be(1);

        accepted = "key-2";
        await AskAsync();
        reads.Should().Be(2, "a refused key is read anew and the request tried again");

        time.Advance(TimeSpan.FromMinutes(6));
        accepted = "key-3";
        await AskAsync();
        reads.Should().Be(3);

        Task AskAsync() => Wire.AllAsync(upstream.InvokeAsync(PassThrough("""{"model":"alias","messages":[]}""", stream: false, model), default));
    }

    private static OpenAiUpstream Upstream(Wire wire) => new(new ModelServer(new HttpMessageInvoker(wire), new CredentialStore(wire.Aws, TimeProvider.System)));

    private static UpstreamCall PassThrough(string body, bool stream = true, CatalogModel? model = null) =>
        new(model ?? Wire.Model, new ChatRequest { Messages = [], Stream = stream }) { PassThroughBody = Encoding.UTF8.GetBytes(body) };
}

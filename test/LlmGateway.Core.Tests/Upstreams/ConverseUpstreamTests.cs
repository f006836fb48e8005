using System.Net;
using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Bedrock;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class ConverseUpstreamTests
{
    private static readonly byte[] Answer =
    [
        .. Wire.Frame("messageStart", """{"role":"assistant"}"""),
        .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Grüße 🌍"},"p":"abc"}"""),
        .. Wire.Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
        .. Wire.Frame("contentBlockStart", """{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t-1","name":"f"}}}"""),
        .. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"x\":1}"}}}"""),
        .. Wire.Frame("somethingNew", """{"future":true}"""),
        .. Wire.Frame("contentBlockStart", """{"contentBlockIndex":5,"start":{"toolUse":{"toolUseId":"t-2","name":"g"}}}"""),
        .. Wire.Frame("messageStop", """{"stopReason":"tool_use"}"""),
        .. Wire.Frame("metadata", """{"usage":{"inputTokens":10,"outputTokens":4,"cacheReadInputTokens":3,"cacheWriteInputTokens":2},"metrics":{"latencyMs":1}}"""),
    ];

    private static readonly ChatEvent[] Meaning =
    [
        new TextDelta("Grüße 🌍"), new ToolCallStarted(0, "t-1", "f"), new ToolCallDelta(0, """{"x":1}"""), new ToolCallStarted(1, "t-2", "g"),
        new AnswerEnded(FinishReason.ToolCalls), new UsageReported(new TokenUsage(15, 4, 3, 2)),
    ];

    [Fact]
    public async Task A_stream_cut_at_every_byte_means_the_same()
    {
        for (var pieces = 1; pieces <= Answer.Length; pieces++)
            (await AskAsync(_ => Wire.Pieces(Answer, pieces))).Should().Equal(Meaning, $"pieces of {pieces} bytes");
    }

    [Fact]
    public async Task A_stream_that_ends_at_any_byte_never_looks_whole()
    {
        for (var length = 0; length < Answer.Length; length++)
        {
            var events = new List<ChatEvent>();
            try
            {
                await foreach (var one in Upstream(_ => Wire.Pieces(Answer[..length], 64)).InvokeAsync(Hello(), default)) events.Add(one);
            }
            catch (GatewayException broken)
            {
                broken.Error.Kind.Should().Be(ErrorKind.UpstreamFailed);
                continue;
            }
            // Cut between two messages: the missing end is for the pipeline to see.
            events.Should().NotContain(Meaning[^1]);
        }
    }

    [Fact]
    public async Task A_flipped_bit_is_never_an_answer()
    {
        for (var at = 0; at < Answer.Length; at += 7)
        {
            var damaged = Answer.ToArray();
            damaged[at] ^= 0x10;

            var act = () => AskAsync(_ => Wire.Pieces(damaged, 64));

            (await act.Should().ThrowAsync<GatewayException>($"byte {at} is damaged")).Which.Error.Kind.Should().Be(ErrorKind.UpstreamFailed);
        }
    }

    [Fact]
    public async Task A_reset_line_is_an_upstream_failure()
    {
        var act = () => AskAsync(_ => Wire.Pieces(Answer[..90], 10, breaks: true));
        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(ErrorKind.UpstreamFailed);
    }

    [Theory]
    [InlineData("ThrottlingException", 429, "Slow down.", ErrorKind.Throttled)]
    [InlineData("ServiceQuotaExceededException", 400, "Quota.", ErrorKind.Throttled)]
    [InlineData("ValidationException", 400, "temperature is out of range", ErrorKind.InvalidRequest)]
    [InlineData("ValidationException", 400, "Input is too long for requested model.", ErrorKind.ContextTooLong)]
    [InlineData("ValidationException", 400, "prompt is too long: 210000 tokens > 200000 maximum", ErrorKind.ContextTooLong)]
    [InlineData("AccessDeniedException", 403, "User arn:aws:iam::1:role/x is not authorized", ErrorKind.UpstreamFailed)]
    [InlineData("ResourceNotFoundException", 404, "No model.", ErrorKind.UpstreamFailed)]
    [InlineData("ModelTimeoutException", 408, "Late.", ErrorKind.Timeout)]
    [InlineData("ModelNotReadyException", 429, "Not yet.", ErrorKind.Overloaded)]
    [InlineData("ServiceUnavailableException", 503, "Later.", ErrorKind.Overloaded)]
    [InlineData("ModelErrorException", 424, "Oops.", ErrorKind.UpstreamFailed)]
    [InlineData("InternalServerException", 500, "Oops.", ErrorKind.UpstreamFailed)]
    public async Task Every_exception_has_its_row(string type, int status, string message, ErrorKind kind)
    {
        foreach (var body in new[] { $$"""{"message":"{{message}}"}""", $$"""{"__type":"com.amazonaws#{{type}}","Message":"{{message}}"}""" })
        {
            var act = () => AskAsync(_ =>
            {
                var response = Wire.Json(body, (HttpStatusCode)status);
                if (!body.Contains("__type", StringComparison.Ordinal)) response.Headers.Add("x-amzn-errortype", type + ":http://internal.example/");
                return response;
            });

            var error = (await act.Should().ThrowAsync<GatewayException>()).Which.Error;
            error.Kind.Should().Be(kind);
            error.Message.Should().NotContain("arn:aws", "what AWS says of roles is for the operator");
        }
    }

    [Theory]
    [InlineData("throttlingException", ErrorKind.Throttled)]
    [InlineData("modelStreamErrorException", ErrorKind.UpstreamFailed)]
    [InlineData("internalServerException", ErrorKind.UpstreamFailed)]
    [InlineData("modelTimeoutException", ErrorKind.Timeout)]
    [InlineData("serviceUnavailableException", ErrorKind.Overloaded)]
    [InlineData("validationException", ErrorKind.InvalidRequest)]
    public async Task An_exception_in_mid_stream_comes_after_the_text_before_it(string type, ErrorKind kind)
    {
        byte[] stream = [.. Wire.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"some"}}"""), .. Wire.Frame(type, """{"message":"no more"}""", kind: "exception")];
        List<ChatEvent> events = [];

        var act = async () =>
        {
            await foreach (var one in Upstream(_ => Wire.Pieces(stream, 16)).InvokeAsync(Hello(), default)) events.Add(one);
        };

        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(kind);
        events.Should().Equal(new TextDelta("some"));
    }

    [Fact]
    public async Task An_empty_error_body_is_named_by_its_header_and_keeps_retry_after()
    {
        var act = () => AskAsync(_ =>
        {
            var response = Wire.Json("{}", HttpStatusCode.TooManyRequests);
            response.Headers.Add("x-amzn-errortype", "ThrottlingException");
            response.Headers.Add("retry-after", "4");
            return response;
        });

        (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Should().BeEquivalentTo(new { Kind = ErrorKind.Throttled, RetryAfter = TimeSpan.FromSeconds(4) });
    }

    [Fact]
    public async Task A_model_that_exists_as_a_profile_alone_says_what_to_change_in_the_catalog()
    {
        const string Detail = "Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.";
        var upstream = new BedrockUpstream(new BedrockHttpRuntime(new Wire
        {
            Answer = _ => Wire.Json($$"""{"__type":"ValidationException","message":"{{Detail}}"}""", HttpStatusCode.BadRequest),
        }.Aws.Bedrock(null)));
        var act = () => Wire.AllAsync(upstream.InvokeAsync(Wire.Call(Wire.Ask(Wire.User(new TextPart("Hi"))), Wire.Model with { UpstreamModel = "anthropic.claude-sonnet-4-5-20250929-v1:0" }), default));

        var error = (await act.Should().ThrowAsync<GatewayException>()).Which.Error;
        error.Kind.Should().Be(ErrorKind.UpstreamFailed, "the caller can do nothing about it");
        error.Message.Should().Contain("BedrockModel.Of(\"anthropic.claude-sonnet-4-5-20250929-v1:0\")").And.Contain("BedrockModel.CrossRegion(\"us.anthropic.claude-sonnet-4-5-20250929-v1:0\")").And.Contain("global.");
    }

    [Theory]
    [InlineData("us-gov.anthropic.claude-haiku-4-5-20251001-v1:0", "us-gov.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("global.anthropic.claude-opus-4-6-v1", "global.anthropic.claude-opus-4-6-v1")]
    [InlineData("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/ab12", "arn%3Aaws%3Abedrock%3Aeu-west-1%3A111122223333%3Aapplication-inference-profile%2Fab12")]
    public async Task Profiles_of_any_kind_are_named_in_the_path(string model, string path)
    {
        var wire = new Wire { Answer = _ => Wire.Pieces(Answer, 64) };
        await Wire.AllAsync(new BedrockUpstream(new BedrockHttpRuntime(wire.Aws.Bedrock(null))).InvokeAsync(Wire.Call(Wire.Ask(Wire.User(new TextPart("Hi"))), Wire.Model with { UpstreamModel = model }), default));
        wire.Received.Single().Url.OriginalString.Should().Be($"https://bedrock-runtime.eu-west-1.amazonaws.com/model/{path}/converse-stream");
    }

    [Fact]
    public async Task Asks_for_the_whole_when_nobody_waits_for_pieces()
    {
        var wire = new Wire
        {
            Answer = _ => Wire.Json("""
                {"output":{"message":{"role":"assistant","content":[{"text":"Hi"},{"toolUse":{"toolUseId":"t","name":"f","input":{"x":1}}}]}},"stopReason":"max_tokens","usage":{"inputTokens":1,"outputTokens":2}}
                """),
        };
        var upstream = new BedrockUpstream(new BedrockHttpRuntime(wire.Aws.Bedrock(null)));

        var events = await Wire.AllAsync(upstream.InvokeAsync(Wire.Call(Wire.Ask(Wire.User(new TextPart("Hi"))) with { Stream = false }), default));

        events.Should().Equal(new TextDelta("Hi"), new ToolCallStarted(0, "t", "f"), new ToolCallDelta(0, """{"x":1}"""), new AnswerEnded(FinishReason.Length), new UsageReported(new TokenUsage(1, 2)));
        wire.Received.Single().Url.OriginalString.Should().Be("https://bedrock-runtime.eu-west-1.amazonaws.com/model/eu.vendor.model-v1%3A0/converse");
        wire.Received.Single().Headers["Authorization"].Should().Be("Bearer bedrock-key");
    }

    private static BedrockUpstream Upstream(Func<int, HttpResponseMessage> answer) => new(new BedrockHttpRuntime(new Wire { Answer = answer }.Aws.Bedrock(null)));

    private static Task<List<ChatEvent>> AskAsync(Func<int, HttpResponseMessage> answer) => Wire.AllAsync(Upstream(answer).InvokeAsync(Hello(), default));

    private static LlmGateway.Core.Upstreams.UpstreamCall Hello() => Wire.Call(Wire.Ask(Wire.User(new TextPart("Hi"))));
}

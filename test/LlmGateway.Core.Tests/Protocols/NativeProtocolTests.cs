using System.Buffers;
using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;

namespace LlmGateway.Core.Tests.Protocols;

public sealed class NativeProtocolTests
{
    private static readonly NativeProtocol Protocol = new();

    [Fact]
    public void Reads_the_request_of_the_original_sample()
    {
        var parsed = Parse("""
            {"prompt":"What is wrong?","model":"m","chat_id":"c","request_id":"q","system":"Be brief.",
             "parameters":{"temperature":0.5,"max_tokens_to_sample":99,"stop_sequences":"Human","top_p":0.9,"node_id":"node-42"},"invalidate_cache":"true","stream":"true"}
            """);

        parsed.Should().BeEquivalentTo(new { InvalidateCache = true, NodeId = "node-42", ChatId = "c", RequestId = "q" });
        parsed.Request.Should().BeEquivalentTo(new { Model = "m", Temperature = 0.5, TopP = 0.9, MaxTokens = 99, StopSequences = new[] { "Human" }, Stream = true });
        parsed.Request.System.Should().Equal(new TextPart("Be brief."));
        parsed.Request.Messages.Single().Content.Should().Equal(new TextPart("What is wrong?"));
    }

    [Fact]
    public void Images_stand_before_the_question_as_data_urls_or_over_a_socket_as_uploads()
    {
        var own = Parse("""{"prompt":"What is this?","images":["data:image/jpg;base64,AQID","data:image/png;base64,BA=="],"chat_id":"c","replaces":"r"}""");
        var uploaded = NativeParser.ParseMessage(Encoding.UTF8.GetBytes("""{"action":"sendmessage","prompt_upload_id":"p","images":["upload:i"]}"""),
            new Dictionary<string, string> { ["p"] = "What is this?", ["i"] = "data:image/png;base64,BA==" });

        own.Replaces.Should().Be("r");
        own.Request.Messages.Single().Content.Should().SatisfyRespectively(
            first => first.Should().BeEquivalentTo(new { MediaType = "image/jpeg" }).And.Subject.As<ImagePart>().Data.ToArray().Should().Equal(1, 2, 3),
            second => second.Should().BeEquivalentTo(new { MediaType = "image/png" }),
            third => third.Should().Be(new TextPart("What is this?")));
        uploaded.Request.Messages.Single().Content.Should().HaveCount(2).And.Subject.First().As<ImagePart>().Data.ToArray().Should().Equal(4);
    }

    [Theory]
    [InlineData("""{"promt":"Hi"}""", "promt")]
    [InlineData("""{"prompt":"Hi","parameters":{"temprature":1}}""", "parameters.temprature")]
    [InlineData("""{"prompt":" "}""", "prompt")]
    [InlineData("""{"prompt":"cut \ud83d"}""", "prompt")]
    [InlineData("""{"prompt_upload_id":"u"}""", "prompt_upload_id")]
    [InlineData("""{"prompt":"Hi","parameters":3}""", "parameters")]
    [InlineData("""{"prompt":"Hi","parameters":{"stop_sequences":[1]}}""", "parameters.stop_sequences")]
    [InlineData("""{"prompt":"Hi","invalidate_cache":"perhaps"}""", "invalidate_cache")]
    [InlineData("""{"prompt":"Hi","replaces":"r"}""", "replaces")]
    [InlineData("""{"prompt":"Hi","images":"data:image/png;base64,AAAA"}""", "images")]
    [InlineData("""{"prompt":"Hi","images":["https://example.com/a.png"]}""", "images[0]")]
    [InlineData("""{"prompt":"Hi","images":["data:text/html;base64,AAAA"]}""", "images[0]")]
    [InlineData("""{"prompt":"Hi","images":["data:image/png;base64,AAAA","data:image/png;base64,?"]}""", "images[1]")]
    [InlineData("""{"prompt":"Hi","images":["upload:u"]}""", "images[0]")]
    public void Refuses_by_name(string body, string field)
    {
        var act = () => Parse(body);
        act.Should().Throw<GatewayException>().Which.Error.Field.Should().Be(field);
    }

    [Fact]
    public void Frames_keep_their_classic_fields_and_string_booleans()
    {
        var frames = Render(stream: true, fromCache: false, new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(9, 120)));

        frames.Should().Equal(
            """{"completion":"Hi","chat_id":"c","cached":"false","has_more_messages":"true","request_id":"r","seq":0}""",
            """{"completion":"","chat_id":"c","cached":"false","has_more_messages":"false","request_id":"r","seq":1,"finish_reason":"stop","usage":{"input_tokens":9,"output_tokens":120,"cost_usd":0.5},"model":"m"}""");
    }

    [Fact]
    public void A_cached_answer_is_one_frame() =>
        Render(stream: true, fromCache: true, new TextDelta("Known."), new AnswerEnded(FinishReason.Stop)).Should().Equal(
            """{"completion":"Known.","chat_id":"c","cached":"true","has_more_messages":"false","request_id":"r","seq":0,"finish_reason":"stop","model":"m"}""");

    [Fact]
    public void Whole_is_one_object() =>
        Render(stream: false, fromCache: false, new TextDelta("a"), new TextDelta("b"), new AnswerEnded(FinishReason.Length)).Should().Equal(
            """{"completion":"ab","chat_id":"c","cached":"false","has_more_messages":"false","request_id":"r","seq":0,"finish_reason":"length","model":"m"}""");

    private static ParsedChat Parse(string json) => Protocol.Parse(Encoding.UTF8.GetBytes(json));

    private static IEnumerable<string> Render(bool stream, bool fromCache, params ChatEvent[] events)
    {
        var parsed = new ParsedChat(new ChatRequest { Messages = [], Stream = stream }) { ChatId = "c" };
        var writer = Protocol.CreateWriter(parsed, new AnswerHead("r", "m", DateTimeOffset.UnixEpoch, fromCache, _ => 0.5m));
        var output = new ArrayBufferWriter<byte>();
        foreach (var one in events) writer.Write(one, output);
        writer.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line);
    }
}

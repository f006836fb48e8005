using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>Answers of other models, in Anthropic's words.</summary>
public sealed class AnthropicAnswerTests
{
    private const string Messages = "/v1/messages";

    private static readonly ChatEvent[] Answer =
    [
        new TextDelta("I "), new TextDelta("look."), new ToolCallStarted(0, "t-1", "weather"), new ToolCallDelta(0, "{\"city\":"), new ToolCallDelta(0, "\"Oslo\"}"),
        new ToolCallStarted(1, "t-2", "now"), new AnswerEnded(FinishReason.ToolCalls), new UsageReported(new TokenUsage(15, 4, 3, 2)),
    ];

    [Fact]
    public async Task A_stream_is_blocks_one_after_the_other()
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(Answer) };
        await scene.RunAsync("""{"model":"small","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Weather?"}]}""", Messages, requestId: "r-1");
        scene.Headers["content-type"].Should().Be("text/event-stream; charset=utf-8");
        scene.Headers["request-id"].Should().Be("r-1", "Anthropic's clients look for it there");
        scene.Body.Should().Be("""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_r1","type":"message","role":"assistant","model":"small","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"container":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0,"output_tokens_details":null,"server_tool_use":null,"cache_creation":null,"inference_geo":null,"service_tier":null}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"I "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"look."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t-1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"Oslo\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t-2","name":"now","input":{}}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens":4,"output_tokens_details":null,"server_tool_use":null}}

            event: message_stop
            data: {"type":"message_stop"}


            """);
    }

    [Fact]
    public async Task A_whole_answer_is_a_message()
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(Answer) };
        await scene.RunAsync("""{"model":"small","max_tokens":9,"messages":[{"role":"user","content":"Weather?"}]}""", Messages);
        JsonNode.DeepEquals(scene.Json, JsonNode.Parse("""
            {"id":"msg_r1","type":"message","role":"assistant","model":"small",
             "content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"t-1","name":"weather","input":{"city":"Oslo"}},{"type":"tool_use","id":"t-2","name":"now","input":{}}],
             "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null,
             "usage":{"input_tokens":10,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens":4,"output_tokens_details":null,"server_tool_use":null,"cache_creation":null,"inference_geo":null,"service_tier":null}}
            """)).Should().BeTrue(scene.Body);
    }

    [Theory]
    [InlineData(FinishReason.Stop, "end_turn")]
    [InlineData(FinishReason.Length, "max_tokens")]
    [InlineData(FinishReason.ContentFilter, "refusal")]
    public async Task The_end_has_its_reason(FinishReason finish, string reason)
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(new TextDelta("x"), new AnswerEnded(finish)) };
        await scene.RunAsync("""{"model":"small","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", Messages);
        scene.Json["stop_reason"]!.GetValue<string>().Should().Be(reason);
    }

    [Fact]
    public async Task Errors_before_the_stream_have_a_status_and_later_ones_an_event()
    {
        var early = new Scene();
        await early.RunAsync("""{"model":"none","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", Messages);
        early.Status.Should().Be(404);
        early.Body.Should().Be("""{"type":"error","error":{"type":"not_found_error","message":"The model 'none' does not exist. Available: small, large."},"request_id":"r-1"}""");

        var late = new Scene { Upstream = (_, _) => Break() };
        await late.RunAsync("""{"model":"small","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]}""", Messages);
        late.Status.Should().Be(200);
        late.Body.Should().EndWith("""
            event: error
            data: {"type":"error","error":{"type":"overloaded_error","message":"Busy."},"request_id":"r-1"}


            """);
    }

    [Theory]
    [InlineData(ErrorKind.Throttled, 429, "rate_limit_error")]
    [InlineData(ErrorKind.Overloaded, 503, "overloaded_error")]
    [InlineData(ErrorKind.Timeout, 504, "timeout_error")]
    [InlineData(ErrorKind.UpstreamFailed, 502, "api_error")]
    [InlineData(ErrorKind.ContextTooLong, 400, "invalid_request_error")]
    [InlineData(ErrorKind.TooLarge, 413, "request_too_large")]
    [InlineData(ErrorKind.Unauthenticated, 401, "authentication_error")]
    [InlineData(ErrorKind.ModelNotAllowed, 403, "permission_error")]
    public async Task Each_kind_of_error_has_its_type(ErrorKind kind, int status, string type)
    {
        var scene = new Scene { Upstream = (_, _) => throw new GatewayException(new GatewayError(kind, "m")) };
        await scene.RunAsync("""{"model":"small","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", Messages);
        scene.Status.Should().Be(status);
        scene.Json["error"]!["type"]!.GetValue<string>().Should().Be(type);
    }

    [Fact]
    public async Task Models_are_listed_in_the_shape_of_who_asks()
    {
        var scene = new Scene();
        await scene.RunAsync("", "/v1/models", "GET", headers: new(StringComparer.OrdinalIgnoreCase) { ["anthropic-version"] = "2023-06-01" });
        scene.Json["data"]!.AsArray().Select(model => (string)model!["id"]!).Should().Equal("small", "large");
        ((string)scene.Json["first_id"]!, (string)scene.Json["last_id"]!, (bool)scene.Json["has_more"]!).Should().Be(("small", "large", false));
        var small = scene.Json["data"]![0]!;
        small["pricing"]!.ToJsonString().Should().Be("""{"input":1,"output":10}""");
        small["max_input_tokens"].Should().BeNull();
        var can = small["capabilities"]!;
        ((bool)can["chat"]!, (bool)can["vision"]!, (bool)can["image_input"]!["supported"]!, (bool)can["thinking"]!["supported"]!).Should().Be((true, true, true, false));
    }

    [Fact]
    public async Task What_passes_through_is_copied_event_by_event()
    {
        var scene = new Scene
        {
            Spoken = WireProtocol.AnthropicMessages,
            Upstream = (_, _) => Scene.Say(
                new WirePayload("""{"message":{"usage":{}},"type":"message_start"}"""u8.ToArray(), []),
                new WirePayload("""{"type":"brand_new","x":{"type":"y"}}"""u8.ToArray(), [new TextDelta("x"), new AnswerEnded(FinishReason.Stop)])),
        };
        await scene.RunAsync("""{"model":"small","max_tokens":9,"stream":true,"thinking":{"type":"enabled"},"messages":[{"role":"user","content":"x"}]}""", Messages,
            headers: new(StringComparer.OrdinalIgnoreCase) { ["anthropic-beta"] = "one, two" });
        scene.Body.Should().Be("event: message_start\ndata: {\"message\":{\"usage\":{}},\"type\":\"message_start\"}\n\nevent: brand_new\ndata: {\"type\":\"brand_new\",\"x\":{\"type\":\"y\"}}\n\n");
        scene.Calls.Single().Betas.Should().Equal("one", "two");
        scene.Headers.Should().NotContainKey("x-llm-gateway-dropped");
    }

    [Theory]
    [InlineData(WireProtocol.AnthropicMessages, true)]
    [InlineData(WireProtocol.OpenAiChat, false)]
    public async Task Only_what_the_upstream_speaks_passes_through(WireProtocol spoken, bool passes)
    {
        var scene = new Scene { Spoken = spoken };
        await scene.RunAsync("""{"model":"small","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", Messages);
        scene.Calls.Single().PassThroughBody.HasValue.Should().Be(passes);
    }

    private static async IAsyncEnumerable<ChatEvent> Break()
    {
        yield return new TextDelta("x");
        await Task.CompletedTask;
        throw new GatewayException(new GatewayError(ErrorKind.Overloaded, "Busy."));
    }
}

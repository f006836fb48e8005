using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Protocols.OpenAi;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>Thoughts, sources and traces of guardrails on their way to the client.</summary>
public sealed class RichAnswerTests
{
    private static readonly ChatEvent[] Thoughtful =
    [
        new ReasoningDelta("Let me "), new ReasoningDelta("see."), new ReasoningSigned("sig"), new RedactedReasoning("AQID"), new TextDelta("Done."),
        new AnswerEnded(FinishReason.Stop) { StopSequence = "END" }, new UsageReported(new TokenUsage(10, 8) { ReasoningTokens = 5 }),
    ];

    private static readonly ChatEvent[] Enriched =
    [
        new SourcesRetrieved([new RetrievedSource("1", "kb", "Manual", "https://x.example/m", "Press it."), new RetrievedSource("2", "kb", null, null, "Hold it.")]),
        new TextDelta("Press [1]."), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(1, 1)), new GuardrailTraced("{\"action\":\"NONE\"}"u8.ToArray()),
    ];

    [Fact]
    public void OpenAIs_clients_get_thoughts_as_text_and_as_signed_blocks()
    {
        var deltas = OpenAiDeltas(Thoughtful);
        string.Concat(deltas.Select(delta => delta["reasoning_content"]?.GetValue<string>())).Should().Be("Let me see.");
        deltas.Where(delta => delta["thinking_blocks"] is not null).Select(delta => delta["thinking_blocks"]!.ToJsonString()).Should().Equal(
            """[{"type":"thinking","thinking":"Let me see.","signature":"sig"}]""", """[{"type":"redacted_thinking","data":"AQID"}]""");

        var whole = Json(new OpenAiChatProtocol(), Thoughtful);
        var message = whole["choices"]![0]!["message"]!;
        message["reasoning_content"]!.GetValue<string>().Should().Be("Let me see.");
        message["thinking_blocks"]!.ToJsonString().Should().Be("""[{"type":"thinking","thinking":"Let me see.","signature":"sig"},{"type":"redacted_thinking","data":"AQID"}]""");
        whole["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!.GetValue<int>().Should().Be(5);
    }

    [Fact]
    public void What_the_client_was_given_can_be_sent_back()
    {
        var message = Json(new OpenAiChatProtocol(), Thoughtful)["choices"]![0]!["message"]!.ToJsonString();
        new OpenAiChatProtocol().Parse(Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"x"},{{message}}]}""")).Request.Messages[1].Content.Should().Equal(
            new ReasoningPart("Let me see.", "sig"), new RedactedReasoningPart("AQID"), new TextPart("Done."));
        var content = Json(new AnthropicProtocol(), Thoughtful)["content"]!.ToJsonString();
        new AnthropicProtocol().Parse(Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":{{content}}}]}""")).Request.Messages[1].Content.Should().Equal(
            new ReasoningPart("Let me see.", "sig"), new RedactedReasoningPart("AQID"), new TextPart("Done."));
    }

    [Fact]
    public void Anthropics_clients_get_thoughts_as_blocks()
    {
        var body = Render(new AnthropicProtocol(), stream: true, Thoughtful);
        body.Should().Contain("""
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"see."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"AQID"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}
            """);
        body.Should().Contain("""
            data: {"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END","stop_details":null,"container":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":8,"output_tokens_details":{"thinking_tokens":5},"server_tool_use":null}}
            """);
        var whole = Json(new AnthropicProtocol(), Thoughtful);
        whole["content"]!.ToJsonString().Should().Be("""[{"type":"thinking","thinking":"Let me see.","signature":"sig"},{"type":"redacted_thinking","data":"AQID"},{"type":"text","text":"Done."}]""");
        (whole["stop_reason"]!.GetValue<string>(), whole["stop_sequence"]!.GetValue<string>()).Should().Be(("stop_sequence", "END"));
    }

    [Fact]
    public void Who_shows_no_thoughts_gets_none()
    {
        var hidden = new ReasoningWish(ReasoningEffort.High) { Hidden = true };
        foreach (var stream in new[] { true, false })
        {
            Render(new OpenAiChatProtocol(), stream, Thoughtful, hidden).Should().NotContainAny("Let me", "sig", "reasoning_content");
            Render(new AnthropicProtocol(), stream, Thoughtful, hidden).Should().NotContain("Let me").And.Contain("\"sig\"", "Claude wants it back");
        }
    }

    [Fact]
    public void Sources_are_cited_where_the_protocol_has_a_place()
    {
        const string annotations = """
            [{"type":"url_citation","url_citation":{"url":"https://x.example/m","title":"Manual","start_index":0,"end_index":0}},{"type":"file_citation","file_citation":{"file_id":"2","filename":"kb","index":0}}]
            """;
        Json(new OpenAiChatProtocol(), Enriched)["choices"]![0]!["message"]!["annotations"]!.ToJsonString().Should().Be(annotations.Trim());
        OpenAiDeltas(Enriched).Single(delta => delta["annotations"] is not null)["annotations"]!.ToJsonString().Should().Be(annotations.Trim());
        const string first = """{"type":"search_result_location","cited_text":"Press it.","source":"https://x.example/m","title":"Manual","search_result_index":0,"start_block_index":0,"end_block_index":1}""";
        Json(new AnthropicProtocol(), Enriched)["content"]![0]!["citations"]![0]!.ToJsonString().Should().Be(first);
        Render(new AnthropicProtocol(), stream: true, Enriched).Should().Contain("""{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":""" + first + "}}");
    }

    [Fact]
    public void What_a_guardrail_found_is_told()
    {
        Json(new OpenAiChatProtocol(), Enriched)["trace"]!["action"]!.GetValue<string>().Should().Be("NONE");
        Render(new OpenAiChatProtocol(), stream: true, Enriched).Should().Contain("""
            "choices":[],"trace":{"action":"NONE"}}
            """);
        Json(new AnthropicProtocol(), Enriched)["amazon-bedrock-trace"]!["action"]!.GetValue<string>().Should().Be("NONE");
        Render(new AnthropicProtocol(), stream: true, Enriched).Should().Contain("""
            "amazon-bedrock-trace":{"action":"NONE"}}
            """);
    }

    private static JsonNode Json(IChatProtocol protocol, ChatEvent[] events) => JsonNode.Parse(Render(protocol, stream: false, events))!;

    private static List<JsonNode> OpenAiDeltas(ChatEvent[] events) =>
    [
        .. Render(new OpenAiChatProtocol(), stream: true, events).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SkipLast(1)
            .SelectMany(line => JsonNode.Parse(line["data: ".Length..])!["choices"]!.AsArray()).Select(choice => choice!["delta"]!),
    ];

    private static string Render(IChatProtocol protocol, bool stream, ChatEvent[] events, ReasoningWish? wish = null)
    {
        var writer = protocol.CreateWriter(
            new ParsedChat(new ChatRequest { Messages = [], Stream = stream, Reasoning = wish }), new AnswerHead("r", "m", DateTimeOffset.UnixEpoch, false, _ => null));
        var output = new ArrayBufferWriter<byte>();
        foreach (var one in events) writer.Write(one, output);
        writer.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

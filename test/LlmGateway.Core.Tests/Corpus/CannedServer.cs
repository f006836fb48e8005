using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>What a <see cref="CannedServer"/> says.</summary>
internal enum CannedAnswer
{
    Words,
    Tool,
    Thought,
    BreaksOff,
}

/// <summary>Every model server at once: answers each of their wires shortly, and notes what arrives.</summary>
internal sealed class CannedServer : HttpMessageHandler
{
    public CannedAnswer Answer { get; set; }

    /// <summary>Set: answers instead, by the path that is asked.</summary>
    public Func<string, HttpResponseMessage>? Script { get; set; }

    /// <summary>Set: answers instead, by the body that it is sent.</summary>
    public Func<byte[], HttpResponseMessage>? ByBody { get; set; }

    public List<ReceivedCall> Received { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.OriginalString[(request.RequestUri.OriginalString.IndexOf('/', 8))..];
        if (request.Method == HttpMethod.Get) return Picture();
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Received.Add(new ReceivedCall(path, request.Headers.TryGetValues("anthropic-beta", out var betas) ? string.Join(',', betas) : "", body));
        if (Script is { } script) return script(path);
        if (ByBody is { } byBody) return byBody(body);
        var operation = path[(path.LastIndexOf('/') + 1)..];
        var streamed = operation.EndsWith("stream", StringComparison.Ordinal) || Flag(body, "stream");
        return operation switch
        {
            "converse" => Json(Converse),
            "converse-stream" => Frames(ConverseEvents),
            "invoke" => path.Contains("embed", StringComparison.Ordinal) ? Json(Embedding(path, body)) : Json(Message),
            "invoke-with-response-stream" => Frames(MessageEvents.Select(one => ("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(one))}}"}"""))),
            "count-tokens" => Json("""{"inputTokens":7}"""),
            "count_tokens" => Json("""{"input_tokens":7}"""),
            "completions" => streamed ? Events(ChunkEvents, "data: [DONE]\n\n") : Json(Completion),
            "messages" => streamed ? Events(MessageEvents, "") : Json(Message),
            "responses" => streamed ? Events(ResponseEvents, "") : Json(ResponseBody("completed")),
            "embeddings" => Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}"""),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private string Converse => Answer switch
    {
        CannedAnswer.Tool => """{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_1","name":"f","input":{"x":1}}}]}},"stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}""",
        CannedAnswer.Thought => """{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s1"}}},{"text":"Hi."}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}""",
        _ => """{"output":{"message":{"role":"assistant","content":[{"text":"Hi."}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}""",
    };

    private IEnumerable<(string, string)> ConverseEvents
    {
        get
        {
            yield return ("messageStart", """{"role":"assistant"}""");
            if (Answer == CannedAnswer.Thought)
            {
                yield return ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}""");
                yield return ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"s1"}}}""");
                yield return ("contentBlockStop", """{"contentBlockIndex":0}""");
            }
            if (Answer == CannedAnswer.Tool)
            {
                yield return ("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"tooluse_1","name":"f"}}}""");
                yield return ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"x\":1}"}}}""");
            }
            else
            {
                yield return ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"Hi."}}""");
            }
            if (Answer == CannedAnswer.BreaksOff) yield break;
            yield return ("contentBlockStop", """{"contentBlockIndex":1}""");
            yield return ("messageStop", Answer == CannedAnswer.Tool ? """{"stopReason":"tool_use"}""" : """{"stopReason":"end_turn"}""");
            yield return ("metadata", """{"usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7},"metrics":{"latencyMs":1}}""");
        }
    }

    private string Message => Answer switch
    {
        CannedAnswer.Tool => """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{"x":1}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}""",
        CannedAnswer.Thought => """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"thinking","thinking":"hm","signature":"s1"},{"type":"text","text":"Hi."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}""",
        _ => """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Hi."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}""",
    };

    private IEnumerable<string> MessageEvents
    {
        get
        {
            yield return """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}""";
            if (Answer == CannedAnswer.Thought)
            {
                yield return """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""";
                yield return """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""";
                yield return """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s1"}}""";
                yield return """{"type":"content_block_stop","index":0}""";
            }
            var index = Answer == CannedAnswer.Thought ? 1 : 0;
            if (Answer == CannedAnswer.Tool)
            {
                yield return """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}""";
                yield return """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\":1}"}}""";
            }
            else
            {
                yield return $$$"""{"type":"content_block_start","index":{{{index}}},"content_block":{"type":"text","text":""}}""";
                yield return $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"text_delta","text":"Hi."}}""";
            }
            if (Answer == CannedAnswer.BreaksOff) yield break;
            yield return $$"""{"type":"content_block_stop","index":{{index}}}""";
            yield return $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{(Answer == CannedAnswer.Tool ? "tool_use" : "end_turn")}}}","stop_sequence":null},"usage":{"output_tokens":2}}""";
            yield return """{"type":"message_stop"}""";
        }
    }

    private string Completion => Answer switch
    {
        CannedAnswer.Tool => """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""",
        CannedAnswer.Thought => """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi.","reasoning_content":"hm"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""",
        _ => """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""",
    };

    private IEnumerable<string> ChunkEvents
    {
        get
        {
            yield return Chunk("""{"role":"assistant","content":""}""");
            if (Answer == CannedAnswer.Thought) yield return Chunk("""{"reasoning_content":"hm"}""");
            if (Answer == CannedAnswer.Tool)
            {
                yield return Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}""");
                yield return Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1}"}}]}""");
            }
            else
            {
                yield return Chunk("""{"content":"Hi."}""");
            }
            if (Answer == CannedAnswer.BreaksOff) yield break;
            yield return Chunk("{}", Answer == CannedAnswer.Tool ? "\"tool_calls\"" : "\"stop\"");
            yield return """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";
        }
    }

    private IEnumerable<string> ResponseEvents
    {
        get
        {
            yield return $$"""{"type":"response.created","sequence_number":0,"response":{{ResponseBody("in_progress")}}}""";
            yield return """{"type":"response.output_text.delta","sequence_number":1,"item_id":"m1","output_index":0,"content_index":0,"delta":"Hi."}""";
            if (Answer != CannedAnswer.BreaksOff) yield return $$"""{"type":"response.completed","sequence_number":2,"response":{{ResponseBody("completed")}}}""";
        }
    }

    private static string ResponseBody(string status) =>
        $$$"""{"id":"resp_1","object":"response","created_at":1,"status":"{{{status}}}","model":"m","output":[{"type":"message","id":"m1","role":"assistant","status":"{{{status}}}","content":[{"type":"output_text","text":"Hi.","annotations":[]}]}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}""";

    // Cohere and Nova answer a list for a list.
    private static string Embedding(string path, byte[] body)
    {
        var request = JsonNode.Parse(body)!;
        if (path.Contains("cohere", StringComparison.Ordinal))
        {
            var texts = request["texts"]?.AsArray().Count ?? 1;
            return $$$"""{"embeddings":{"float":[{{{string.Join(',', Enumerable.Repeat("[0.5,0.25]", texts))}}}]},"response_type":"embeddings_by_type"}""";
        }
        return path.Contains("nova", StringComparison.Ordinal)
            ? """{"embeddings":[{"embeddingType":"TEXT","embedding":[0.5,0.25]}]}"""
            : """{"embedding":[0.5,0.25],"embeddingsByType":{"float":[0.5,0.25]},"inputTextTokenCount":3}""";
    }

    private static string Chunk(string delta, string finish = "null") =>
        $$$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""";

    private static HttpResponseMessage Json(string body) => Wire.Json(body);

    private static HttpResponseMessage Frames(IEnumerable<(string Type, string Json)> events) =>
        Wire.Pieces([.. events.SelectMany(one => Wire.Frame(one.Type, one.Json))], 4096);

    private static HttpResponseMessage Events(IEnumerable<string> payloads, string end) =>
        new(HttpStatusCode.OK) { Content = new StringContent(string.Concat(payloads.Select(one => $"data: {one}\n\n")) + end, Encoding.UTF8, "text/event-stream") };

    private static HttpResponseMessage Picture() =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent([0x89, 0x50, 0x4e, 0x47]) { Headers = { { "Content-Type", "image/png" } } } };

    private static bool Flag(byte[] body, string name)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject json && json[name]?.GetValueKind() == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

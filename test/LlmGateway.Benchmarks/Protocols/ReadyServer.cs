using System.Net;
using System.Text;
using Amazon.Runtime.EventStreams;

namespace LlmGateway.Benchmarks.Protocols;

/// <summary>Every model server at once, within this process: answers with bytes that were ready before, so that only the gateway's own work is left to measure.</summary>
internal sealed class ReadyServer : HttpMessageHandler
{
    private readonly Dictionary<string, (byte[] Body, string Type)> _answers;

    /// <param name="deltas">How many pieces of text an answer has.</param>
    public ReadyServer(int deltas)
    {
        var text = Enumerable.Range(0, deltas).Select(number => $"word {number} ").ToArray();
        _answers = new(StringComparer.Ordinal)
        {
            ["converse-stream"] = (Converse(text), "application/vnd.amazon.eventstream"),
            ["invoke-with-response-stream"] = (Invoke(text), "application/vnd.amazon.eventstream"),
            ["completions"] = (Events([.. Chunks(text), "[DONE]"]), "text/event-stream"),
            ["messages"] = (Events(Messages(text)), "text/event-stream"),
            ["responses"] = (Events(Responses(text)), "text/event-stream"),
        };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.OriginalString;
        var (body, type) = _answers[path[(path.LastIndexOf('/') + 1)..]];
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) { Headers = { { "Content-Type", type } } } });
    }

    private static byte[] Converse(string[] text) =>
    [
        .. Frame("messageStart", """{"role":"assistant"}"""),
        .. text.SelectMany(word => Frame("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{word}}}"},"p":"abcdefgh"}""")),
        .. Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
        .. Frame("messageStop", """{"stopReason":"end_turn"}"""),
        .. Frame("metadata", """{"usage":{"inputTokens":42,"outputTokens":12,"totalTokens":54},"metrics":{"latencyMs":1}}"""),
    ];

    private static byte[] Invoke(string[] text) =>
        [.. Messages(text).SelectMany(one => Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(one))}}"}"""))];

    private static IEnumerable<string> Chunks(string[] text) =>
    [
        .. text.Select(word => $$$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{word}}}"},"finish_reason":null}]}"""),
        """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":42,"completion_tokens":12,"total_tokens":54}}""",
    ];

    private static IEnumerable<string> Messages(string[] text) =>
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":42,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        .. text.Select(word => $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{word}}}"}}"""),
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":12}}""",
        """{"type":"message_stop"}""",
    ];

    private static IEnumerable<string> Responses(string[] text) =>
    [
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","output":[]}}""",
        .. text.Select((word, number) => $$"""{"type":"response.output_text.delta","sequence_number":{{number + 1}},"item_id":"m1","output_index":0,"content_index":0,"delta":"{{word}}"}"""),
        $$$$"""{"type":"response.completed","sequence_number":{{{{text.Length + 1}}}},"response":{"id":"resp_1","object":"response","status":"completed","output":[],"usage":{"input_tokens":42,"output_tokens":12,"total_tokens":54}}}""",
    ];

    private static byte[] Events(IEnumerable<string> payloads) => Encoding.UTF8.GetBytes(string.Concat(payloads.Select(one => $"data: {one}\n\n")));

    private static byte[] Frame(string type, string json) => new EventStreamMessage(
        [Header(":message-type", "event"), Header(":event-type", type), Header(":content-type", "application/json")], Encoding.UTF8.GetBytes(json)).ToByteArray();

    private static EventStreamHeader Header(string name, string value)
    {
        var header = new EventStreamHeader(name);
        header.SetString(value);
        return header;
    }
}

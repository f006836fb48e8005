using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.Anthropic;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>Reads what an event, or a whole answer, of Messages says. Events and blocks it does not know say nothing.</summary>
internal sealed class AnthropicMeaning
{
    // Anthropic counts content blocks; clients of ours count tool calls, from 0.
    private readonly Dictionary<int, int> _calls = [];
    private int _input, _read, _written;

    /// <exception cref="GatewayException">It is an error.</exception>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("An answer is an object.");
        return Text(root, "type"u8) switch
        {
            "message" => Whole(root),
            "message_start" => Start(root),
            "content_block_start" => Block(root),
            "content_block_delta" => Delta(root),
            "message_delta" => End(root),
            "error" => throw ModelServerErrors.InStream(Member(root, "error"u8), model),
            _ => [],
        };
    }

    private List<ChatEvent> Whole(JsonElement root)
    {
        List<ChatEvent> events = [];
        foreach (var block in Member(root, "content"u8) is { ValueKind: JsonValueKind.Array } content ? content.EnumerateArray() : default)
        {
            if (Text(block, "type"u8) == "text") events.Add(new TextDelta(Text(block, "text"u8) ?? ""));
            if (Text(block, "thinking"u8) is { Length: > 0 } thought) events.Add(new ReasoningDelta(thought));
            if (Text(block, "signature"u8) is { Length: > 0 } signature) events.Add(new ReasoningSigned(signature));
            if (Redacted(block) is { } redacted) events.Add(redacted);
            if (Text(block, "type"u8) != "tool_use") continue;
            var index = _calls.Count;
            _calls[index] = index;
            events.Add(new ToolCallStarted(index, Text(block, "id"u8) ?? "", Text(block, "name"u8) ?? ""));
            if (Member(block, "input"u8) is { ValueKind: JsonValueKind.Object } input) events.Add(new ToolCallDelta(index, input.GetRawText()));
        }
        events.Add(new AnswerEnded(AnthropicWords.Finish(Text(root, "stop_reason"u8))) { StopSequence = Text(root, "stop_sequence"u8) });
        if (Member(root, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) events.Add(Usage(usage));
        return events;
    }

    private List<ChatEvent> Start(JsonElement root)
    {
        // Kept for the end, which tells what was made: of an answer that is cut off, the lengths are a better guess than "1".
        if (Member(Member(root, "message"u8), "usage"u8) is { ValueKind: JsonValueKind.Object } usage) Usage(usage);
        return [];
    }

    private List<ChatEvent> Block(JsonElement root)
    {
        var block = Member(root, "content_block"u8);
        if (Text(block, "type"u8) == "text" && Text(block, "text"u8) is { Length: > 0 } text) return [new TextDelta(text)];
        if (Redacted(block) is { } redacted) return [redacted];
        if (Text(block, "type"u8) != "tool_use") return [];
        var index = _calls.Count;
        _calls[Number(root, "index"u8)] = index;
        return [new ToolCallStarted(index, Text(block, "id"u8) ?? "", Text(block, "name"u8) ?? "")];
    }

    private List<ChatEvent> Delta(JsonElement root)
    {
        var delta = Member(root, "delta"u8);
        return Text(delta, "type"u8) switch
        {
            "text_delta" => [new TextDelta(Text(delta, "text"u8) ?? "")],
            "thinking_delta" => [new ReasoningDelta(Text(delta, "thinking"u8) ?? "")],
            "signature_delta" => [new ReasoningSigned(Text(delta, "signature"u8) ?? "")],
            "input_json_delta" when _calls.TryGetValue(Number(root, "index"u8), out var index) => [new ToolCallDelta(index, Text(delta, "partial_json"u8) ?? "")],
            _ => [],
        };
    }

    private List<ChatEvent> End(JsonElement root)
    {
        List<ChatEvent> events = [];
        var delta = Member(root, "delta"u8);
        if (Text(delta, "stop_reason"u8) is { } reason) events.Add(new AnswerEnded(AnthropicWords.Finish(reason)) { StopSequence = Text(delta, "stop_sequence"u8) });
        if (Member(root, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) events.Add(Usage(usage));
        return events;
    }

    private static RedactedReasoning? Redacted(JsonElement block) =>
        Text(block, "type"u8) == "redacted_thinking" && Text(block, "data"u8) is { } data ? new RedactedReasoning(data) : null;

    /// <summary>Each report is cumulative; what one leaves out, an earlier one said.</summary>
    private UsageReported Usage(JsonElement usage)
    {
        _input = Math.Max(_input, Number(usage, "input_tokens"u8));
        _read = Math.Max(_read, Number(usage, "cache_read_input_tokens"u8));
        _written = Math.Max(_written, Number(usage, "cache_creation_input_tokens"u8));
        return new UsageReported(new TokenUsage(_input + _read + _written, Number(usage, "output_tokens"u8), _read, _written));
    }

    private static JsonElement Member(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement parent, ReadOnlySpan<byte> name) => Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static int Number(JsonElement parent, ReadOnlySpan<byte> name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;
}

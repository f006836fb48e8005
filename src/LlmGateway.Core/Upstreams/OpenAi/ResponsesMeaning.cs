using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Reads what an event, or a whole answer, of Responses says. Events and items it does not know say nothing.</summary>
internal sealed class ResponsesMeaning
{
    // OpenAI counts items; clients of ours count tool calls, from 0.
    private readonly Dictionary<int, int> _calls = [];

    /// <exception cref="GatewayException">It is an error.</exception>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("An answer is an object.");
        return Text(root, "type"u8) switch
        {
            null when Text(root, "object"u8) == "response" => Whole(root, model),
            "response.created" when Text(Member(root, "response"u8), "id"u8) is { } id => [new AnswerNamed(id)],
            "response.output_text.delta" or "response.refusal.delta" => [new TextDelta(Text(root, "delta"u8) ?? "")],
            "response.output_item.added" => Item(Number(root, "output_index"u8), Member(root, "item"u8)),
            "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta" when _calls.TryGetValue(Number(root, "output_index"u8), out var call) =>
                [new ToolCallDelta(call, Text(root, "delta"u8) ?? "")],
            "response.completed" or "response.incomplete" => End(Member(root, "response"u8)),
            "response.failed" => throw ModelServerErrors.InStream(Member(Member(root, "response"u8), "error"u8), model),
            "error" => throw ModelServerErrors.InStream(Member(root, "error"u8) is { ValueKind: JsonValueKind.Object } inner ? inner : root, model),
            _ => [],
        };
    }

    private List<ChatEvent> Whole(JsonElement root, string model)
    {
        if (Text(root, "status"u8) == "failed") throw ModelServerErrors.InStream(Member(root, "error"u8), model);
        List<ChatEvent> events = [];
        if (Text(root, "id"u8) is { } id) events.Add(new AnswerNamed(id));
        var index = 0;
        foreach (var item in Items(root, "output"u8))
        {
            events.AddRange(Item(index, item));
            if ((Text(item, "arguments"u8) ?? Text(item, "input"u8)) is { } arguments && _calls.TryGetValue(index, out var call)) events.Add(new ToolCallDelta(call, arguments));
            foreach (var part in Items(item, "content"u8))
                if ((Text(part, "text"u8) ?? Text(part, "refusal"u8)) is { } text && Text(item, "type"u8) == "message") events.Add(new TextDelta(text));
            index++;
        }
        events.AddRange(End(root));
        return events;
    }

    private List<ChatEvent> Item(int index, JsonElement item)
    {
        if (Text(item, "type"u8) is not ("function_call" or "custom_tool_call")) return [];
        var call = _calls[index] = _calls.Count;
        return [new ToolCallStarted(call, Text(item, "call_id"u8) ?? "", Text(item, "name"u8) ?? "")];
    }

    private List<ChatEvent> End(JsonElement response)
    {
        var why = Text(Member(response, "incomplete_details"u8), "reason"u8);
        List<ChatEvent> events =
        [
            new AnswerEnded(why switch { "content_filter" => FinishReason.ContentFilter, not null => FinishReason.Length, _ => _calls.Count > 0 ? FinishReason.ToolCalls : FinishReason.Stop }),
        ];
        if (Member(response, "usage"u8) is { ValueKind: JsonValueKind.Object } usage)
        {
            events.Add(new UsageReported(new TokenUsage(
                Number(usage, "input_tokens"u8), Number(usage, "output_tokens"u8), Number(Member(usage, "input_tokens_details"u8), "cached_tokens"u8))
            { ReasoningTokens = Number(Member(usage, "output_tokens_details"u8), "reasoning_tokens"u8) }));
        }
        return events;
    }

    private static JsonElement Member(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, ReadOnlySpan<byte> name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    private static string? Text(JsonElement parent, ReadOnlySpan<byte> name) => Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static int Number(JsonElement parent, ReadOnlySpan<byte> name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;
}

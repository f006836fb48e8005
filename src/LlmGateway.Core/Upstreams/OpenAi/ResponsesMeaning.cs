using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Reads what an event, or a whole answer, of Responses says. Events and items it does not know say nothing.</summary>
internal sealed class ResponsesMeaning : IAnswerReader
{
    // OpenAI counts items; clients of ours count tool calls, from 0.
    private readonly Dictionary<int, int> _calls = [];
    private int _started;
    private bool _ended;

    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model)
    {
        using var document = AnswerJson.Parse(json);
        var root = document.RootElement;
        var response = AnswerJson.Object(root, "response"u8);
        switch (AnswerJson.Text(root, "type"u8))
        {
            case null when AnswerJson.Text(root, "object"u8) == "response":
                return Whole(root, model);
            case "response.created":
                return AnswerJson.Words(response, "id"u8) is { } id ? [new AnswerNamed(id)] : [];
            case "response.output_text.delta" or "response.refusal.delta":
                return AnswerJson.Flat(AnswerJson.Member(root, "delta"u8)) is { } text ? [new TextDelta(text)] : [];
            case "response.output_text.annotation.added":
                return [UntoldContent.Instance];
            case "response.output_item.added":
                return Item(AnswerJson.Number(root, "output_index"u8) ?? 0, AnswerJson.Object(root, "item"u8));
            case "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta":
                return _calls.TryGetValue(AnswerJson.Number(root, "output_index"u8) ?? 0, out var call) && AnswerJson.Arguments(AnswerJson.Member(root, "delta"u8)) is { } arguments
                    ? [new ToolCallDelta(call, arguments)] : [];
            case "response.completed" or "response.incomplete" or "response.done":
                return Ending(response);
            case "response.failed":
                throw ModelServerErrors.InStream(AnswerJson.Member(response, "error"u8), model);
            case "error":
                throw ModelServerErrors.InStream(AnswerJson.Object(root, "error"u8) is { ValueKind: JsonValueKind.Object } inner ? inner : root, model);
            default:
                // Servers of chat completions that speak Responses, too, report failures in the older form.
                return AnswerJson.Object(root, "error"u8) is { ValueKind: JsonValueKind.Object } error ? throw ModelServerErrors.InStream(error, model) : [];
        }
    }

    public IReadOnlyList<ChatEvent> End()
    {
        if (_ended) return [];
        _ended = true;
        return [new AnswerEnded(_started > 0 ? FinishReason.ToolCalls : FinishReason.Stop)];
    }

    private List<ChatEvent> Whole(JsonElement root, string model)
    {
        if (AnswerJson.Text(root, "status"u8) == "failed") throw ModelServerErrors.InStream(AnswerJson.Member(root, "error"u8), model);
        List<ChatEvent> events = [];
        if (AnswerJson.Words(root, "id"u8) is { } id) events.Add(new AnswerNamed(id));
        var index = 0;
        foreach (var item in AnswerJson.Items(root, "output"u8))
        {
            events.AddRange(Item(index, item));
            if (_calls.TryGetValue(index, out var call)
                && (AnswerJson.Arguments(AnswerJson.Member(item, "arguments"u8)) ?? AnswerJson.Arguments(AnswerJson.Member(item, "input"u8))) is { } arguments)
                events.Add(new ToolCallDelta(call, arguments));
            if (AnswerJson.Text(item, "type"u8) == "message") ReadContent(item, events);
            index++;
        }
        events.AddRange(Ending(root));
        return events;
    }

    private static void ReadContent(JsonElement message, List<ChatEvent> events)
    {
        foreach (var part in AnswerJson.Items(message, "content"u8))
        {
            if ((AnswerJson.Text(part, "text"u8) ?? AnswerJson.Text(part, "refusal"u8)) is { } text) events.Add(new TextDelta(text));
            if (AnswerJson.Items(part, "annotations"u8).Any()) events.Add(UntoldContent.Instance);
        }
    }

    private List<ChatEvent> Item(int index, JsonElement item)
    {
        switch (AnswerJson.Text(item, "type"u8))
        {
            case "function_call" or "custom_tool_call":
                var call = _calls[index] = _started++;
                return [new ToolCallStarted(call, AnswerJson.Text(item, "call_id"u8) ?? "", AnswerJson.Text(item, "name"u8) ?? "")];
            case "message":
                return [];
            default:
                return [UntoldContent.Instance];
        }
    }

    private List<ChatEvent> Ending(JsonElement response)
    {
        _ended = true;
        var why = AnswerJson.Text(AnswerJson.Object(response, "incomplete_details"u8), "reason"u8);
        List<ChatEvent> events =
        [
            new AnswerEnded(why switch { "content_filter" => FinishReason.ContentFilter, not null => FinishReason.Length, _ => _started > 0 ? FinishReason.ToolCalls : FinishReason.Stop }),
        ];
        if (AnswerJson.Object(response, "usage"u8) is { ValueKind: JsonValueKind.Object } usage)
        {
            events.Add(new UsageReported(new TokenUsage(
                AnswerJson.Number(usage, "input_tokens"u8) ?? 0, AnswerJson.Number(usage, "output_tokens"u8) ?? 0,
                AnswerJson.Number(AnswerJson.Object(usage, "input_tokens_details"u8), "cached_tokens"u8) ?? 0)
            { ReasoningTokens = AnswerJson.Number(AnswerJson.Object(usage, "output_tokens_details"u8), "reasoning_tokens"u8) ?? 0 }));
        }
        return events;
    }
}

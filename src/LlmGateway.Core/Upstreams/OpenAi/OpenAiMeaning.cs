using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Reads what a chunk or a whole answer of chat completions says. Tool calls come under the server's own index.</summary>
internal sealed class OpenAiMeaning
{
    private readonly Dictionary<int, int> _calls = [];

    /// <summary>The last thing read was a chunk of usage alone, without a choice.</summary>
    public bool UsageAlone { get; private set; }

    /// <exception cref="GatewayException">It is an error.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("An answer is an object.");
        if (root.TryGetProperty("error"u8, out var error) && error.ValueKind != JsonValueKind.Null) throw ModelServerErrors.InStream(error, model);

        List<ChatEvent> events = [];
        var choices = root.TryGetProperty("choices"u8, out var list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
        if (choices > 0) ReadChoice(list[0], events);
        var hasUsage = root.TryGetProperty("usage"u8, out var usage) && usage.ValueKind == JsonValueKind.Object;
        if (hasUsage) events.Add(new UsageReported(Usage(usage)));
        UsageAlone = hasUsage && choices == 0;
        return events;
    }

    private void ReadChoice(JsonElement choice, List<ChatEvent> events)
    {
        if (choice.TryGetProperty("delta"u8, out var said) || choice.TryGetProperty("message"u8, out said))
        {
            // Of thoughts OpenAI's own reference knows nothing; DeepSeek and vLLM began with the one name, later servers have the other.
            if ((Text(said, "reasoning_content"u8) ?? Text(said, "reasoning"u8)) is { Length: > 0 } thought) events.Add(new ReasoningDelta(thought));
            if (said.TryGetProperty("content"u8, out var text) && text.ValueKind == JsonValueKind.String) events.Add(new TextDelta(text.GetString()!));
            if (said.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind == JsonValueKind.Array)
            {
                var position = 0;
                foreach (var call in calls.EnumerateArray()) ReadCall(call, position++, events);
            }
        }
        if (choice.TryGetProperty("finish_reason"u8, out var reason) && reason.ValueKind == JsonValueKind.String)
            events.Add(new AnswerEnded(Finish(reason.GetString())));
    }

    private void ReadCall(JsonElement call, int position, List<ChatEvent> events)
    {
        var index = call.TryGetProperty("index"u8, out var given) && given.TryGetInt32(out var number) ? number : position;
        var function = call.TryGetProperty("function"u8, out var member) ? member : default;
        if (!_calls.TryGetValue(index, out var dense))
        {
            dense = _calls[index] = _calls.Count;
            events.Add(new ToolCallStarted(dense, Text(call, "id"u8) ?? $"call_{dense}", Text(function, "name"u8) ?? ""));
        }
        if (Text(function, "arguments"u8) is { Length: > 0 } arguments) events.Add(new ToolCallDelta(dense, arguments));
    }

    private static FinishReason Finish(string? reason) => reason switch
    {
        "length" => FinishReason.Length,
        "tool_calls" or "function_call" => FinishReason.ToolCalls,
        "content_filter" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    private static TokenUsage Usage(JsonElement usage) => new(
        Number(usage, "prompt_tokens"u8), Number(usage, "completion_tokens"u8),
        Detail(usage, "prompt_tokens_details"u8, "cached_tokens"u8))
    {
        ReasoningTokens = Detail(usage, "completion_tokens_details"u8, "reasoning_tokens"u8),
    };

    private static int Detail(JsonElement usage, ReadOnlySpan<byte> details, ReadOnlySpan<byte> name) =>
        usage.TryGetProperty(details, out var member) && member.ValueKind == JsonValueKind.Object ? Number(member, name) : 0;

    private static int Number(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    private static string? Text(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

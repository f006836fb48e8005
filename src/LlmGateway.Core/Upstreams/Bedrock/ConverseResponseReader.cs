using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Reads the answer of Converse as the events that ConverseStream would have brought.</summary>
internal static class ConverseResponseReader
{
    public static List<ChatEvent> Read(ReadOnlyMemory<byte> body, UpstreamCall call)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        List<ChatEvent> events = [];
        var calls = 0;
        foreach (var block in root.GetProperty("output"u8).GetProperty("message"u8).GetProperty("content"u8).EnumerateArray())
        {
            if (block.TryGetProperty("text"u8, out var text))
            {
                events.Add(new TextDelta(text.GetString()!));
            }
            else if (block.TryGetProperty("toolUse"u8, out var tool))
            {
                events.Add(new ToolCallStarted(calls, tool.GetProperty("toolUseId"u8).GetString()!, tool.GetProperty("name"u8).GetString()!));
                events.Add(new ToolCallDelta(calls++, tool.GetProperty("input"u8).GetRawText()));
            }
            else if (block.TryGetProperty("reasoningContent"u8, out var thought))
            {
                ReadThought(thought, events);
            }
        }
        events.Add(ConverseWords.Ended(root, call));
        if (root.TryGetProperty("usage"u8, out var usage)) events.Add(new UsageReported(ConverseWords.Usage(usage)));
        if (ConverseWords.Trace(root) is { } trace) events.Add(trace);
        return events;
    }

    private static void ReadThought(JsonElement thought, List<ChatEvent> events)
    {
        if (thought.TryGetProperty("reasoningText"u8, out var said))
        {
            if (said.TryGetProperty("text"u8, out var text) && text.GetString() is { Length: > 0 } words) events.Add(new ReasoningDelta(words));
            if (said.TryGetProperty("signature"u8, out var signature) && signature.GetString() is { Length: > 0 } proof) events.Add(new ReasoningSigned(proof));
        }
        if (thought.TryGetProperty("redactedContent"u8, out var data)) events.Add(new RedactedReasoning(data.GetString()!));
    }
}

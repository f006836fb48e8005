using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Reads the answer of Converse as the events that ConverseStream would have brought.</summary>
internal static class ConverseResponseReader
{
    public static List<ChatEvent> Read(ReadOnlyMemory<byte> body, UpstreamCall call)
    {
        using var document = AnswerJson.Parse(body);
        var root = document.RootElement;
        List<ChatEvent> events = [];
        var calls = 0;
        foreach (var block in AnswerJson.Items(AnswerJson.Object(AnswerJson.Object(root, "output"u8), "message"u8), "content"u8))
        {
            if (AnswerJson.Flat(AnswerJson.Member(block, "text"u8)) is { } text) events.Add(new TextDelta(text));
            if (AnswerJson.Object(block, "toolUse"u8) is { ValueKind: JsonValueKind.Object } tool)
            {
                events.Add(new ToolCallStarted(calls, AnswerJson.Text(tool, "toolUseId"u8) ?? "", AnswerJson.Text(tool, "name"u8) ?? ""));
                if (AnswerJson.Arguments(AnswerJson.Member(tool, "input"u8)) is { } input) events.Add(new ToolCallDelta(calls, input));
                calls++;
            }
            ReadThought(AnswerJson.Object(block, "reasoningContent"u8), events);
        }
        events.Add(ConverseWords.Ended(root, call));
        if (AnswerJson.Object(root, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) events.Add(new UsageReported(ConverseWords.Usage(usage)));
        if (ConverseWords.Trace(root) is { } trace) events.Add(trace);
        return events;
    }

    private static void ReadThought(JsonElement thought, List<ChatEvent> events)
    {
        var said = AnswerJson.Object(thought, "reasoningText"u8);
        if (AnswerJson.Flat(AnswerJson.Member(said, "text"u8)) is { Length: > 0 } words) events.Add(new ReasoningDelta(words));
        if (AnswerJson.Words(said, "signature"u8) is { } proof) events.Add(new ReasoningSigned(proof));
        if (AnswerJson.Words(thought, "redactedContent"u8) is { } data) events.Add(new RedactedReasoning(data));
    }
}

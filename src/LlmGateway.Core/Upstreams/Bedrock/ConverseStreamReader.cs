using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Reads the events of one ConverseStream answer; events and members it does not know are passed over.</summary>
internal sealed class ConverseStreamReader(UpstreamCall call)
{
    // Bedrock counts content blocks; clients count tool calls, from 0.
    private readonly Dictionary<int, int> _calls = [];

    // A redacted block can come in pieces, each of them base64 by itself.
    private readonly List<byte> _redacted = [];
    private int _started, _block;

    /// <summary>What an event means to the caller.</summary>
    public List<ChatEvent> Read(BedrockEvent received)
    {
        List<ChatEvent> events = [];
        if (received.Type is not ("contentBlockStart" or "contentBlockDelta" or "contentBlockStop" or "messageStop" or "metadata")) return events;
        using var document = AnswerJson.Parse(received.Payload);
        var root = document.RootElement;
        switch (received.Type)
        {
            case "contentBlockStart":
                EndRedacted(events);
                Start(root, events);
                break;
            case "contentBlockDelta":
                Delta(root, events);
                break;
            case "contentBlockStop":
                EndRedacted(events);
                break;
            case "messageStop":
                EndRedacted(events);
                events.Add(ConverseWords.Ended(root, call));
                break;
            default:
                if (AnswerJson.Object(root, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) events.Add(new UsageReported(ConverseWords.Usage(usage)));
                if (ConverseWords.Trace(root) is { } trace) events.Add(trace);
                break;
        }
        return events;
    }

    private void Start(JsonElement root, List<ChatEvent> events)
    {
        _block = AnswerJson.Number(root, "contentBlockIndex"u8) ?? _block + 1;
        if (AnswerJson.Object(AnswerJson.Object(root, "start"u8), "toolUse"u8) is not { ValueKind: JsonValueKind.Object } tool) return;
        _calls[_block] = _started;
        events.Add(new ToolCallStarted(_started++, AnswerJson.Text(tool, "toolUseId"u8) ?? "", AnswerJson.Text(tool, "name"u8) ?? ""));
    }

    private void Delta(JsonElement root, List<ChatEvent> events)
    {
        var block = AnswerJson.Number(root, "contentBlockIndex"u8) ?? _block;
        if (block != _block) EndRedacted(events);
        _block = block;
        var delta = AnswerJson.Object(root, "delta"u8);
        if (AnswerJson.Flat(AnswerJson.Member(delta, "text"u8)) is { } text) events.Add(new TextDelta(text));
        if (AnswerJson.Arguments(AnswerJson.Member(AnswerJson.Object(delta, "toolUse"u8), "input"u8)) is { } input && _calls.TryGetValue(block, out var index))
            events.Add(new ToolCallDelta(index, input));
        Thought(AnswerJson.Object(delta, "reasoningContent"u8), events);
    }

    private void Thought(JsonElement thought, List<ChatEvent> events)
    {
        if (AnswerJson.Flat(AnswerJson.Member(thought, "text"u8)) is { Length: > 0 } text) events.Add(new ReasoningDelta(text));
        if (AnswerJson.Words(thought, "signature"u8) is { } signature) events.Add(new ReasoningSigned(signature));
        if (AnswerJson.Member(thought, "redactedContent"u8) is not { ValueKind: JsonValueKind.String } data) return;
        if (AnswerJson.Bytes(data) is { } bytes) _redacted.AddRange(bytes);
        else events.Add(new RedactedReasoning(AnswerJson.Text(data)!));
    }

    private void EndRedacted(List<ChatEvent> events)
    {
        if (_redacted.Count == 0) return;
        events.Add(new RedactedReasoning(Convert.ToBase64String([.. _redacted])));
        _redacted.Clear();
    }
}

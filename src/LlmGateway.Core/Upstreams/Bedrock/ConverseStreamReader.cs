using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Reads the events of one ConverseStream answer; events and members it does not know are passed over.</summary>
internal sealed class ConverseStreamReader(UpstreamCall call)
{
    // Bedrock counts content blocks; clients count tool calls, from 0.
    private readonly Dictionary<int, int> _calls = [];

    /// <summary>What a guardrail found, if the event that was read last told it beside the rest.</summary>
    public GuardrailTraced? Trace { get; private set; }

    /// <summary>What an event means; null: nothing for the caller.</summary>
    public ChatEvent? Read(BedrockEvent received)
    {
        if (received.Type is not ("contentBlockStart" or "contentBlockDelta" or "messageStop" or "metadata")) return null;
        using var document = JsonDocument.Parse(received.Payload);
        var root = document.RootElement;
        return received.Type switch
        {
            "contentBlockStart" => Start(root),
            "contentBlockDelta" => Delta(root),
            "messageStop" => ConverseWords.Ended(root, call),
            _ => Metadata(root),
        };
    }

    private ToolCallStarted? Start(JsonElement root)
    {
        if (!root.TryGetProperty("start"u8, out var start) || !start.TryGetProperty("toolUse"u8, out var tool)) return null;
        var index = _calls.Count;
        _calls[Block(root)] = index;
        return new ToolCallStarted(index, tool.GetProperty("toolUseId"u8).GetString()!, tool.GetProperty("name"u8).GetString()!);
    }

    private ChatEvent? Delta(JsonElement root)
    {
        if (!root.TryGetProperty("delta"u8, out var delta)) return null;
        if (delta.TryGetProperty("text"u8, out var text)) return new TextDelta(text.GetString()!);
        if (delta.TryGetProperty("toolUse"u8, out var tool) && tool.TryGetProperty("input"u8, out var input) && _calls.TryGetValue(Block(root), out var index))
            return new ToolCallDelta(index, input.GetString()!);
        return delta.TryGetProperty("reasoningContent"u8, out var thought) ? Thought(thought) : null;
    }

    private static ChatEvent? Thought(JsonElement thought)
    {
        if (thought.TryGetProperty("text"u8, out var text)) return new ReasoningDelta(text.GetString()!);
        if (thought.TryGetProperty("signature"u8, out var signature)) return new ReasoningSigned(signature.GetString()!);
        return thought.TryGetProperty("redactedContent"u8, out var data) ? new RedactedReasoning(data.GetString()!) : null;
    }

    private ChatEvent? Metadata(JsonElement root)
    {
        Trace = ConverseWords.Trace(root);
        if (root.TryGetProperty("usage"u8, out var usage)) return new UsageReported(ConverseWords.Usage(usage));
        var alone = Trace;
        Trace = null;
        return alone;
    }

    private static int Block(JsonElement root) => root.TryGetProperty("contentBlockIndex"u8, out var block) ? block.GetInt32() : 0;
}

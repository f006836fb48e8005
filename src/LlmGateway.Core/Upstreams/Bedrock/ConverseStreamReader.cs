using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Reads the events of one ConverseStream answer; events and members it does not know are passed over.</summary>
internal sealed class ConverseStreamReader
{
    // Bedrock counts content blocks; clients count tool calls, from 0.
    private readonly Dictionary<int, int> _calls = [];

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
            "messageStop" => new AnswerEnded(ConverseWords.Finish(root.TryGetProperty("stopReason"u8, out var reason) ? reason.GetString() : null)),
            _ => root.TryGetProperty("usage"u8, out var usage) ? new UsageReported(ConverseWords.Usage(usage)) : null,
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
        return null;
    }

    private static int Block(JsonElement root) => root.TryGetProperty("contentBlockIndex"u8, out var block) ? block.GetInt32() : 0;
}

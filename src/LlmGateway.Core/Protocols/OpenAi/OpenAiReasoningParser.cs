using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads what OpenAI's protocol has no field for, in the form that most gateways and their clients have settled on: how much to think, and what was thought.</summary>
internal static class OpenAiReasoningParser
{
    /// <summary>The object <c>reasoning</c>.</summary>
    public static ReasoningWish? Wish(JsonElement value, Leftovers leftovers)
    {
        leftovers.AddMembers(value, "reasoning", "effort", "max_tokens", "exclude", "enabled", "summary");
        var hidden = JsonFields.OptionalBoolean(value, "exclude", "reasoning");
        if (JsonFields.Optional(value, "enabled") is { } enabled && !JsonFields.Boolean(enabled, "reasoning.enabled")) return new ReasoningWish(ReasoningEffort.None);
        if (JsonFields.Optional(value, "max_tokens") is { } budget) return new ReasoningWish(BudgetTokens: JsonFields.PositiveInteger(budget, "reasoning.max_tokens")) { Hidden = hidden };
        var effort = JsonFields.Optional(value, "effort") is { } named ? ThinkingFields.Effort(named, "reasoning.effort", leftovers) : null;
        return effort is null && !hidden && JsonFields.Optional(value, "enabled") is null ? null : new ReasoningWish(effort ?? ReasoningEffort.Medium) { Hidden = hidden };
    }

    /// <summary>What an assistant message thought: signed blocks where the client kept them, else the bare text.</summary>
    public static List<ContentPart> Thoughts(JsonElement message, string field, Leftovers leftovers)
    {
        List<ContentPart> thoughts = [];
        if (JsonFields.Optional(message, "thinking_blocks") is { } blocks)
        {
            var index = 0;
            foreach (var block in JsonFields.Items(blocks, $"{field}.thinking_blocks"))
                if (Thought(block, $"{field}.thinking_blocks[{index++}]", leftovers) is { } thought) thoughts.Add(thought);
        }
        if (thoughts.Count > 0) return thoughts;
        var text = JsonFields.OptionalString(message, "reasoning_content", field) ?? (message.TryGetProperty("reasoning"u8, out var bare) && bare.ValueKind == JsonValueKind.String ? JsonFields.String(bare, $"{field}.reasoning") : null);
        return string.IsNullOrWhiteSpace(text) ? [] : [new ReasoningPart(text, null)];
    }

    private static ContentPart? Thought(JsonElement block, string field, Leftovers leftovers)
    {
        switch (JsonFields.RequiredString(block, "type", field))
        {
            case "thinking":
                var signature = JsonFields.OptionalString(block, "signature", field);
                return new ReasoningPart(JsonFields.OptionalString(block, "thinking", field) ?? "", string.IsNullOrEmpty(signature) ? null : signature);
            case "redacted_thinking":
                return new RedactedReasoningPart(JsonFields.RequiredString(block, "data", field));
            default:
                leftovers.Add("messages.thinking_blocks", block);
                return null;
        }
    }
}

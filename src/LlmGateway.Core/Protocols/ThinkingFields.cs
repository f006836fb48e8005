using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Reads how much a model should think, in the words of those who ask for it.</summary>
internal static class ThinkingFields
{
    /// <summary>Anthropic's <c>thinking</c>. Neither effort nor budget in the result: as much as the model likes.</summary>
    public static ReasoningWish? Thinking(JsonElement value, Leftovers leftovers)
    {
        var hidden = JsonFields.OptionalString(value, "display", "thinking") == "omitted";
        switch (JsonFields.RequiredString(value, "type", "thinking"))
        {
            case "enabled":
                leftovers.AddMembers(value, "thinking", "type", "budget_tokens", "display");
                var budget = JsonFields.Optional(value, "budget_tokens") is { } tokens ? JsonFields.PositiveInteger(tokens, "thinking.budget_tokens") : (int?)null;
                return new ReasoningWish(BudgetTokens: budget) { Hidden = hidden };
            case "adaptive":
                leftovers.AddMembers(value, "thinking", "type", "display");
                return new ReasoningWish { Hidden = hidden };
            case "disabled":
                return new ReasoningWish(ReasoningEffort.None);
            case var other:
                leftovers.Refuse("thinking.type", $"'thinking.type' is '{other}'; toward this model the gateway takes enabled, adaptive and disabled.");
                return null;
        }
    }

    /// <summary>A level by name. Null: the model's default, or a level that only the provider itself knows.</summary>
    public static ReasoningEffort? Effort(JsonElement value, string field, Leftovers leftovers)
    {
        switch (JsonFields.String(value, field))
        {
            case "none" or "disable": return ReasoningEffort.None;
            case "minimal": return ReasoningEffort.Minimal;
            case "low": return ReasoningEffort.Low;
            case "medium": return ReasoningEffort.Medium;
            case "high": return ReasoningEffort.High;
            case "xhigh": return ReasoningEffort.XHigh;
            case "max": return ReasoningEffort.Max;
            case "auto" or "default": return null;
            case var other:
                leftovers.Refuse(field, $"'{field}' is '{other}'; it must be none, minimal, low, medium, high, xhigh or max.");
                return null;
        }
    }
}

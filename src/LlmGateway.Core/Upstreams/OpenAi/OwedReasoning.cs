using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>
/// Models that think between calls of tools and want their reasoning back with the calls, as <c>reasoning_content</c>: Kimi, DeepSeek, MiniMax, GLM and MiMo, by
/// their vendors' documents. Others are not sent any.
/// </summary>
internal static class OwedReasoning
{
    private static readonly string[] Families = ["kimi", "moonshot", "deepseek", "minimax", "glm-", "glm4", "glm5", "mimo"];

    public static bool Is(CatalogModel model) => Array.Exists(Families, name => model.UpstreamModel.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the reasoning of a message is sent back.</summary>
    public static bool IsSent(ChatMessage message, Abilities can, bool owed) => can.ReasoningHistory || (owed && message.Content.Any(part => part is ToolCallPart));

    /// <summary>Names reasoning that is left out.</summary>
    public static void Name(UpstreamCall call, Abilities can, bool owed)
    {
        var left = call.Request.Messages.Any(message => message.Content.Any(part => part is RedactedReasoningPart || (part is ReasoningPart && !IsSent(message, can, owed))));
        if (left && !call.Dropped.Contains("reasoning")) call.Dropped.Add("reasoning");
    }
}

using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Answers;

/// <summary>What a caller wrote, where that is text and nothing else.</summary>
internal static class QuestionText
{
    /// <summary>As the caller put it; null: it is not text alone.</summary>
    public static string? Of(IReadOnlyList<ContentPart> parts)
    {
        if (parts is [TextPart one]) return one.Text;
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            // Where a provider keeps the prompt changes no answer.
            if (part is CachePointPart) continue;
            if (part is not TextPart { Text: var piece }) return null;
            text.Append(text.Length > 0 ? "\n" : "").Append(piece);
        }
        return text.ToString();
    }
}

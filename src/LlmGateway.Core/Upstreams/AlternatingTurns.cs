using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>Turns as Bedrock and Anthropic want them: roles alternate, results of tools come before what else the user says, and nothing blank is said.</summary>
internal static class AlternatingTurns
{
    /// <param name="messages">As the caller sent them.</param>
    /// <param name="leave">Parts that the upstream is not told.</param>
    public static List<(ChatRole Role, List<ContentPart> Content)> Of(IReadOnlyList<ChatMessage> messages, Predicate<ContentPart> leave)
    {
        List<(ChatRole Role, List<ContentPart> Content)> turns = [];
        foreach (var message in messages)
        {
            List<ContentPart> said = [.. message.Content.Where(part => part is not TextPart { Text: var text } || !string.IsNullOrWhiteSpace(text))];
            said.RemoveAll(leave);
            // A cache point marks what stands before it: alone, it marks nothing.
            if (said.TrueForAll(part => part is CachePointPart)) continue;
            if (turns.Count > 0 && turns[^1].Role == message.Role) turns[^1].Content.AddRange(said);
            else turns.Add((message.Role, said));
        }
        foreach (var (_, content) in turns)
        {
            while (content[0] is CachePointPart) content.RemoveAt(0);
            ResultsFirst(content);
        }
        return turns;
    }

    private static void ResultsFirst(List<ContentPart> content)
    {
        var other = content.FindIndex(part => part is not (ToolResultPart or CachePointPart));
        if (other < 0 || other > content.FindLastIndex(part => part is ToolResultPart)) return;
        List<ContentPart> sorted = [.. content.Where(part => part is ToolResultPart), .. content.Where(part => part is not ToolResultPart)];
        content.Clear();
        content.AddRange(sorted);
    }
}

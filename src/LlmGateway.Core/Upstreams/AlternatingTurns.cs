using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>Turns as Bedrock and Anthropic want them: roles alternate, and nothing blank is said.</summary>
internal static class AlternatingTurns
{
    public static List<(ChatRole Role, List<ContentPart> Content)> Of(IReadOnlyList<ChatMessage> messages)
    {
        List<(ChatRole Role, List<ContentPart> Content)> turns = [];
        foreach (var message in messages)
        {
            List<ContentPart> said = [.. message.Content.Where(part => part is not TextPart { Text: var text } || !string.IsNullOrWhiteSpace(text))];
            if (said.Count == 0) continue;
            if (turns.Count > 0 && turns[^1].Role == message.Role) turns[^1].Content.AddRange(said);
            else turns.Add((message.Role, said));
        }
        return turns;
    }
}

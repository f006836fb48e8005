using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Messages in the order that these servers take: results follow their calls at once, and what else was said between comes before the calls, or after the results.</summary>
internal static class OrderedTurns
{
    public static IEnumerable<ChatMessage> Of(IReadOnlyList<ChatMessage> messages)
    {
        for (var at = 0; at < messages.Count;)
        {
            var end = at + 1;
            while (end < messages.Count && messages[end].Role == messages[at].Role) end++;
            var run = messages.Skip(at).Take(end - at);
            at = end;
            if (!run.Skip(1).Any() || !run.Any(message => message.Content.Any(part => part is ToolCallPart or ToolResultPart)))
            {
                foreach (var message in run) yield return message;
                continue;
            }
            var (role, parts) = (run.First().Role, run.SelectMany(message => message.Content));
            yield return new ChatMessage(role, role == ChatRole.Assistant ? [.. parts.Where(part => part is not ToolCallPart), .. parts.Where(part => part is ToolCallPart)]
                : [.. parts.Where(part => part is ToolResultPart), .. parts.Where(part => part is not ToolResultPart)]);
        }
    }
}

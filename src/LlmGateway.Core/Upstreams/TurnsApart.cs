using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>
/// Turns as Llama and Mistral have them on Converse, which refuses words beside calls or results there ("Conversation blocks and tool use blocks cannot be
/// provided in the same turn"): what was said besides gets a turn of its own, with a short one of the other side between.
/// </summary>
internal static class TurnsApart
{
    public static void Part(List<(ChatRole Role, List<ContentPart> Content)> turns)
    {
        for (var at = 0; at < turns.Count; at++)
        {
            var (role, content) = turns[at];
            List<ContentPart> tools = [.. content.Where(IsOfTools)];
            List<ContentPart> words = [.. content.Where(part => !IsOfTools(part) && part is not CachePointPart)];
            if (tools.Count == 0 || words.Count == 0) continue;
            // Words stand before the calls that they announce, and behind the results that they speak of.
            var (first, second) = role == ChatRole.Assistant ? (words, tools) : (tools, words);
            turns[at] = (role, first);
            turns.InsertRange(at + 1,
            [
                (role == ChatRole.Assistant ? ChatRole.User : ChatRole.Assistant, [new TextPart(role == ChatRole.Assistant ? "Continue." : "OK.")]),
                (role, second),
            ]);
            at += 2;
        }
    }

    private static bool IsOfTools(ContentPart part) => part is ToolCallPart or ToolResultPart;
}

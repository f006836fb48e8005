using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>
/// A conversation as one question for its summary. It is told as text, with its images and documents in their places: so no upstream's rules for turns, tools and
/// thoughts apply to it.
/// </summary>
internal static class Compaction
{
    private const string Task = """
        You compact conversations. You are given one between a user and an assistant. Write a summary from which the assistant can go on as if it had read all of it:
        what was asked and why, decisions, facts, names, numbers, identifiers and code that still matter, what tools gave, what is done and what is open, and the
        instructions that hold. Write in the conversation's language. Write the summary alone.
        """;

    public static ParsedChat Ask(ParsedChat parsed)
    {
        var request = parsed.Request;
        return parsed with
        {
            Request = request with
            {
                System = [new TextPart(Task)],
                Messages = [new ChatMessage(ChatRole.User, Told(request))],
                Tools = [],
                ToolChoice = null,
                ParallelToolCalls = null,
                Format = null,
            },
        };
    }

    private static List<ContentPart> Told(ChatRequest request)
    {
        List<ContentPart> parts = [];
        var text = new StringBuilder("<conversation>\n");
        foreach (var part in request.System.OfType<TextPart>()) text.Append("[instructions]\n").Append(part.Text).Append('\n');
        foreach (var message in request.Messages)
        {
            text.Append(message.Role == ChatRole.User ? "[user]\n" : "[assistant]\n");
            foreach (var part in message.Content) Tell(part, text, parts);
        }
        text.Append("</conversation>\n\nSummarize the conversation.");
        parts.Add(new TextPart(text.ToString()));
        return parts;
    }

    private static void Tell(ContentPart part, StringBuilder text, List<ContentPart> parts)
    {
        switch (part)
        {
            case TextPart said: text.Append(said.Text).Append('\n'); break;
            case ToolCallPart call: text.Append("[calls ").Append(call.Name).Append("] ").Append(call.ArgumentsJson).Append('\n'); break;
            case ToolResultPart result:
                text.Append(result.IsError ? "[a tool failed]\n" : "[a tool's result]\n");
                foreach (var inner in result.Content) Tell(inner, text, parts);
                break;
            case ImagePart or DocumentPart or RemotePart:
                parts.Add(new TextPart(text.ToString()));
                parts.Add(part);
                text.Clear().Append('\n');
                break;
            // Thoughts and marks of the cache are no part of what was said.
            default: break;
        }
    }
}

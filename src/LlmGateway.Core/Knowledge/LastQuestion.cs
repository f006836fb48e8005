using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Knowledge;

/// <summary>What the person asked last; results of tools may have come after it.</summary>
internal static class LastQuestion
{
    /// <summary>Place of its message; null: none has words.</summary>
    public static int? Find(ChatRequest request)
    {
        for (var at = request.Messages.Count - 1; at >= 0; at--)
            if (request.Messages[at] is { Role: ChatRole.User } message && message.Content.OfType<TextPart>().Any(part => !string.IsNullOrWhiteSpace(part.Text))) return at;
        return null;
    }

    /// <summary>Null: no message has words.</summary>
    public static string? TextOf(ChatRequest request) =>
        Find(request) is { } at ? string.Join('\n', request.Messages[at].Content.OfType<TextPart>().Select(part => part.Text)) : null;
}

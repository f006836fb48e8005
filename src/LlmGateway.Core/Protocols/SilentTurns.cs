using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Messages of the user that say nothing. Some servers refuse them; others would go on from the assistant's last words instead, as if nothing was asked.</summary>
internal sealed class SilentTurns(Leftovers leftovers)
{
    private string? _empty;

    /// <summary>Looks at the content of a message of the user's.</summary>
    public void See(JsonElement content, string field)
    {
        if (IsEmpty(content)) _empty ??= field;
    }

    /// <exception cref="GatewayException">A message says nothing, which is refused on every road.</exception>
    public void Check(IReadOnlyList<ChatMessage> messages, string field)
    {
        if (_empty is not null) throw JsonBody.Invalid($"'{_empty}' is empty; send text, or leave the message out.", _empty);
        if (messages is [.., { Role: ChatRole.User, Content: { Count: > 0 } said }] && said.All(IsBlank))
            leftovers.Refuse(field, "The last message holds nothing but white space; toward this model the gateway takes text that says something.");
    }

    private static bool IsEmpty(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.ValueEquals(""u8),
        JsonValueKind.Array => content.EnumerateArray().All(static part => part.ValueKind == JsonValueKind.Object
            && part.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String && text.ValueEquals(""u8)),
        _ => false,
    };

    private static bool IsBlank(ContentPart part) => part is CachePointPart || part is TextPart { Text: var text } && string.IsNullOrWhiteSpace(text);
}

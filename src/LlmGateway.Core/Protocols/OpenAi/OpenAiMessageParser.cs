using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads <c>messages</c>: system and developer ones go apart, in their order; tool results become the user's parts.</summary>
internal static class OpenAiMessageParser
{
    public static void Parse(JsonElement value, List<ContentPart> system, List<ChatMessage> messages)
    {
        var index = 0;
        foreach (var message in JsonFields.Items(value, "messages"))
        {
            var field = $"messages[{index++}]";
            var role = JsonFields.RequiredString(message, "role", field);
            switch (role)
            {
                case "system" or "developer":
                    system.AddRange(OpenAiContentParser.Parse(Content(message), $"{field}.content").Where(part => part is TextPart { Text: var text } && !string.IsNullOrWhiteSpace(text)));
                    break;
                case "user":
                    messages.Add(new ChatMessage(ChatRole.User, OpenAiContentParser.Parse(JsonFields.Required(message, "content", field), $"{field}.content")));
                    break;
                case "assistant":
                    messages.Add(new ChatMessage(ChatRole.Assistant, Assistant(message, field)));
                    break;
                case "tool":
                    messages.Add(new ChatMessage(ChatRole.User,
                        [new ToolResultPart(JsonFields.RequiredString(message, "tool_call_id", field), OpenAiContentParser.Parse(Content(message), $"{field}.content"))]));
                    break;
                default:
                    throw JsonBody.Invalid($"'{field}.role' is '{role}'; it must be system, developer, user, assistant or tool.", $"{field}.role");
            }
        }
    }

    private static List<ContentPart> Assistant(JsonElement message, string field)
    {
        List<ContentPart> parts = [.. OpenAiContentParser.Parse(Content(message), $"{field}.content")];
        if (message.TryGetProperty("refusal", out var refusal) && refusal.ValueKind == JsonValueKind.String) parts.Add(new TextPart(refusal.GetString()!));
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind == JsonValueKind.Null) return parts;
        var index = 0;
        foreach (var call in JsonFields.Items(calls, $"{field}.tool_calls"))
        {
            var where = $"{field}.tool_calls[{index++}]";
            var function = JsonFields.Required(call, "function", where);
            var arguments = function.TryGetProperty("arguments", out var given) && given.ValueKind != JsonValueKind.Null
                ? JsonFields.String(given, $"{where}.function.arguments") : "";
            parts.Add(new ToolCallPart(
                JsonFields.RequiredString(call, "id", where),
                JsonFields.RequiredString(function, "name", $"{where}.function"),
                // A call without arguments streams as an empty string; clients send it back so.
                string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments));
        }
        return parts;
    }

    private static JsonElement Content(JsonElement message) => message.TryGetProperty("content", out var content) ? content : default;
}

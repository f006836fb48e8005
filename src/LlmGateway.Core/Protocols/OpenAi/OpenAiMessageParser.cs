using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads <c>messages</c>: system and developer ones go apart, in their order; tool results become the user's parts.</summary>
internal sealed class OpenAiMessageParser(Leftovers leftovers)
{
    private readonly List<ContentPart> _system = [];
    private readonly List<ChatMessage> _messages = [];

    public IReadOnlyList<ContentPart> System => _system;
    public IReadOnlyList<ChatMessage> Messages => _messages;

    public void Read(JsonElement value)
    {
        var index = 0;
        foreach (var message in JsonFields.Items(value, "messages")) Read(message, $"messages[{index++}]");
    }

    private void Read(JsonElement message, string field)
    {
        var role = JsonFields.RequiredString(message, "role", field);
        leftovers.AddMembers(message, "messages", "role", "content", "refusal", "tool_calls", "tool_call_id");
        switch (role)
        {
            case "system" or "developer":
                foreach (var part in Content(message, field))
                    if (part is TextPart { Text: var text } && !string.IsNullOrWhiteSpace(text)) _system.Add(part);
                break;
            case "user":
                JsonFields.Required(message, "content", field);
                _messages.Add(new ChatMessage(ChatRole.User, Content(message, field)));
                break;
            case "assistant":
                _messages.Add(new ChatMessage(ChatRole.Assistant, Assistant(message, field)));
                break;
            case "tool":
                _messages.Add(new ChatMessage(ChatRole.User, [new ToolResultPart(JsonFields.RequiredString(message, "tool_call_id", field), Content(message, field))]));
                break;
            default:
                throw JsonBody.Invalid($"'{field}.role' is '{role}'; it must be system, developer, user, assistant or tool.", $"{field}.role");
        }
    }

    private List<ContentPart> Assistant(JsonElement message, string field)
    {
        List<ContentPart> parts = [.. Content(message, field)];
        if (message.TryGetProperty("refusal"u8, out var refusal) && refusal.ValueKind == JsonValueKind.String) parts.Add(new TextPart(JsonFields.String(refusal, $"{field}.refusal")));
        if (!message.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind == JsonValueKind.Null) return parts;
        var index = 0;
        foreach (var call in JsonFields.Items(calls, $"{field}.tool_calls"))
        {
            var where = $"{field}.tool_calls[{index++}]";
            var function = JsonFields.Required(call, "function", where);
            var name = JsonFields.RequiredString(function, "name", $"{where}.function");
            var arguments = function.TryGetProperty("arguments"u8, out var given) && given.ValueKind != JsonValueKind.Null
                ? JsonFields.String(given, $"{where}.function.arguments") : "";
            // A call without arguments streams as an empty string; clients send it back so.
            parts.Add(new ToolCallPart(JsonFields.RequiredString(call, "id", where), name, string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments));
        }
        return parts;
    }

    private IReadOnlyList<ContentPart> Content(JsonElement message, string field) =>
        OpenAiContentParser.Parse(message.TryGetProperty("content"u8, out var content) ? content : default, $"{field}.content", leftovers);
}

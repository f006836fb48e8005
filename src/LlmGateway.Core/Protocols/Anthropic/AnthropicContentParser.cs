using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Reads <c>content</c>: a string, or a list of blocks.</summary>
internal sealed class AnthropicContentParser(Leftovers leftovers)
{
    public IReadOnlyList<ContentPart> Parse(JsonElement content, string field)
    {
        if (content.ValueKind == JsonValueKind.String) return JsonFields.String(content, field) is { Length: > 0 } text ? [new TextPart(text)] : [];
        List<ContentPart> parts = [];
        var index = 0;
        foreach (var block in JsonFields.Items(content, field))
            if (Block(block, $"{field}[{index++}]") is { } part) parts.Add(part);
        return parts;
    }

    /// <returns>Null for what only Claude can take.</returns>
    private ContentPart? Block(JsonElement block, string field)
    {
        var type = JsonFields.RequiredString(block, "type", field);
        switch (type)
        {
            case "text":
                leftovers.AddMembers(block, "messages.content", "type", "text");
                return new TextPart(JsonFields.RequiredString(block, "text", field));
            case "image":
                leftovers.AddMembers(block, "messages.content", "type", "source");
                return Image(JsonFields.Required(block, "source", field), $"{field}.source");
            case "tool_use":
                leftovers.AddMembers(block, "messages.content", "type", "id", "name", "input");
                return new ToolCallPart(JsonFields.RequiredString(block, "id", field), JsonFields.RequiredString(block, "name", field), Input(block, field));
            case "tool_result":
                leftovers.AddMembers(block, "messages.content", "type", "tool_use_id", "content", "is_error");
                return new ToolResultPart(
                    JsonFields.RequiredString(block, "tool_use_id", field),
                    block.TryGetProperty("content"u8, out var content) && content.ValueKind != JsonValueKind.Null ? Parse(content, $"{field}.content") : [],
                    block.TryGetProperty("is_error"u8, out var isError) && isError.ValueKind != JsonValueKind.Null && JsonFields.Boolean(isError, $"{field}.is_error"));
            case "thinking" or "redacted_thinking":
                // Signed by Claude, for Claude: another model has no use for it.
                leftovers.Add("messages.content.thinking", block);
                return null;
            default:
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; toward this model the gateway takes text, image, tool_use and tool_result.");
                return null;
        }
    }

    private ImagePart? Image(JsonElement source, string field)
    {
        if (JsonFields.RequiredString(source, "type", field) is not "base64" and var type)
        {
            leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; toward this model the gateway takes base64.");
            return null;
        }
        var bytes = JsonFields.Base64(JsonFields.Required(source, "data", field), $"{field}.data");
        // image/jpg is no registered type, yet clients send it.
        var media = JsonFields.RequiredString(source, "media_type", field).Trim().ToLowerInvariant();
        return new ImagePart(media == "image/jpg" ? "image/jpeg" : media, bytes);
    }

    private static string Input(JsonElement block, string field) =>
        !block.TryGetProperty("input"u8, out var input) || input.ValueKind == JsonValueKind.Null ? "{}"
        : input.ValueKind == JsonValueKind.Object ? input.GetRawText()
        : throw JsonFields.Wrong($"{field}.input", "an object");
}

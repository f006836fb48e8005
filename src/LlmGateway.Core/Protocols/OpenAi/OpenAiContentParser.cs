using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads a message's <c>content</c>: a string, or a list of parts.</summary>
internal static class OpenAiContentParser
{
    private const string Name = "messages.content";

    public static List<ContentPart> Parse(JsonElement content, string field, Leftovers leftovers)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null: return [];
            case JsonValueKind.String: return JsonFields.String(content, field) is { Length: > 0 } text ? [new TextPart(text)] : [];
        }
        List<ContentPart> parts = [];
        var index = 0;
        foreach (var part in JsonFields.Items(content, field))
        {
            var where = $"{field}[{index++}]";
            if (Part(part, where, leftovers) is { } read) parts.Add(read);
            if (CacheControl.Of(part, where, leftovers) is { } point) parts.Add(point);
        }
        return parts;
    }

    /// <returns>Null for what only a server of this very protocol can take.</returns>
    private static ContentPart? Part(JsonElement part, string field, Leftovers leftovers)
    {
        var type = JsonFields.RequiredString(part, "type", field);
        switch (type)
        {
            case "text" or "input_text":
                leftovers.AddMembers(part, Name, "type", "text", "cache_control");
                return new TextPart(JsonFields.RequiredString(part, "text", field));
            case "refusal":
                return new TextPart(JsonFields.RequiredString(part, "refusal", field));
            case "image_url":
                leftovers.AddMembers(part, Name, "type", "image_url", "cache_control");
                return Image(JsonFields.Required(part, "image_url", field), $"{field}.image_url", leftovers);
            case "file":
                leftovers.AddMembers(part, Name, "type", "file", "cache_control");
                return File(JsonFields.Required(part, "file", field), $"{field}.file", leftovers);
            default:
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; this gateway takes text, image_url and file.");
                return null;
        }
    }

    private static ContentPart? Image(JsonElement value, string field, Leftovers leftovers)
    {
        // Some clients send the URL itself.
        if (value.ValueKind == JsonValueKind.String) return SentFiles.Of(JsonFields.String(value, field), field, name: null, leftovers);
        leftovers.AddMembers(value, $"{Name}.image_url", "url");
        return SentFiles.Of(JsonFields.RequiredString(value, "url", field), $"{field}.url", name: null, leftovers);
    }

    private static ContentPart? File(JsonElement value, string field, Leftovers leftovers)
    {
        leftovers.AddMembers(value, $"{Name}.file", "file_data", "file_id", "filename", "format");
        var name = JsonFields.OptionalString(value, "filename", field) is { Length: > 0 } given ? given : "document";
        if (JsonFields.OptionalString(value, "file_data", field) is { } data) return SentFiles.Of(data, $"{field}.file_data", name, leftovers);
        // An address is no id, but clients of other gateways put it here.
        var id = JsonFields.RequiredString(value, "file_id", field);
        if (SentFiles.Address(id) is { } address) return new RemotePart(address, $"{field}.file_id", name);
        leftovers.Refuse($"{field}.file_id", $"'{field}.file_id' names a file that is kept at a provider; send the file itself as file_data.");
        return null;
    }
}

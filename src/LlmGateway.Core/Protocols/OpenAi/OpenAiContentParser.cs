using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads a message's <c>content</c>: a string, or a list of parts.</summary>
internal static class OpenAiContentParser
{
    public static IReadOnlyList<ContentPart> Parse(JsonElement content, string field, Leftovers leftovers)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null: return [];
            case JsonValueKind.String: return JsonFields.String(content, field) is { Length: > 0 } text ? [new TextPart(text)] : [];
        }
        List<ContentPart> parts = [];
        var index = 0;
        foreach (var part in JsonFields.Items(content, field))
            if (Part(part, $"{field}[{index++}]", leftovers) is { } read) parts.Add(read);
        return parts;
    }

    /// <returns>Null for what only a server of this very protocol can take.</returns>
    private static ContentPart? Part(JsonElement part, string field, Leftovers leftovers)
    {
        var type = JsonFields.RequiredString(part, "type", field);
        switch (type)
        {
            case "text" or "input_text":
                leftovers.AddMembers(part, "messages.content", "type", "text");
                return new TextPart(JsonFields.RequiredString(part, "text", field));
            case "refusal":
                return new TextPart(JsonFields.RequiredString(part, "refusal", field));
            case "image_url":
                leftovers.AddMembers(part, "messages.content", "type", "image_url");
                return Image(JsonFields.Required(part, "image_url", field), $"{field}.image_url", leftovers);
            default:
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; this gateway takes text and image_url.");
                return null;
        }
    }

    private static ImagePart? Image(JsonElement value, string field, Leftovers leftovers)
    {
        var url = JsonFields.RequiredString(value, "url", field);
        leftovers.AddMembers(value, "messages.content.image_url", "url");
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            leftovers.Refuse($"{field}.url", $"'{field}.url' must be a data URL (data:image/png;base64,…); this gateway fetches nothing.");
            return null;
        }
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 ? [] : url[5..comma].Split(';');
        if (comma < 0 || !head.Contains("base64", StringComparer.OrdinalIgnoreCase))
            throw JsonBody.Invalid($"'{field}.url' must be base64: data:image/png;base64,…", $"{field}.url");
        var bytes = new byte[(url.Length - comma) / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var length) || length == 0)
            throw JsonBody.Invalid($"'{field}.url' holds no valid base64.", $"{field}.url");
        return new ImagePart(MediaType(head[0]), bytes.AsMemory(0, length));
    }

    // image/jpg is no registered type, yet clients send it.
    private static string MediaType(string given) => given.Trim().ToLowerInvariant() switch { "image/jpg" => "image/jpeg", var type => type };
}

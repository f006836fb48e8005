using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads a message's <c>content</c>: a string, or a list of parts.</summary>
internal static class OpenAiContentParser
{
    public static IReadOnlyList<ContentPart> Parse(JsonElement content, string field)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null: return [];
            case JsonValueKind.String: return content.GetString() is { Length: > 0 } text ? [new TextPart(text)] : [];
        }
        List<ContentPart> parts = [];
        var index = 0;
        foreach (var part in JsonFields.Items(content, field))
        {
            var where = $"{field}[{index++}]";
            parts.Add(JsonFields.RequiredString(part, "type", where) switch
            {
                "text" or "input_text" => new TextPart(JsonFields.RequiredString(part, "text", where)),
                "refusal" => new TextPart(JsonFields.RequiredString(part, "refusal", where)),
                "image_url" => Image(JsonFields.Required(part, "image_url", where), $"{where}.image_url"),
                var type => throw JsonBody.Invalid($"'{where}.type' is '{type}'; this gateway takes text and image_url.", $"{where}.type"),
            });
        }
        return parts;
    }

    private static ImagePart Image(JsonElement value, string field)
    {
        var url = JsonFields.RequiredString(value, "url", field);
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            throw JsonBody.Invalid($"'{field}.url' must be a data URL (data:image/png;base64,…); this gateway fetches nothing.", $"{field}.url");
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

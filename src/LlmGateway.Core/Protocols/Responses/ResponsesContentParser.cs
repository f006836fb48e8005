using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Reads the content of a message, or the output of a call: a text, or a list of texts, images and files.</summary>
internal sealed class ResponsesContentParser(Leftovers leftovers)
{
    public IReadOnlyList<ContentPart> Parse(JsonElement content, string field)
    {
        if (content.ValueKind == JsonValueKind.String) return JsonFields.String(content, field) is { Length: > 0 } text ? [new TextPart(text)] : [];
        List<ContentPart> parts = [];
        var index = 0;
        foreach (var part in JsonFields.Items(content, field))
            if (Part(part, $"{field}[{index++}]") is { } read) parts.Add(read);
        return parts;
    }

    /// <returns>Null for what only a server of this very protocol can take.</returns>
    private ContentPart? Part(JsonElement part, string field)
    {
        var type = JsonFields.RequiredString(part, "type", field);
        switch (type)
        {
            case "input_text" or "output_text" or "text":
                leftovers.AddMembers(part, "input.content", "type", "text", "annotations", "logprobs");
                return new TextPart(JsonFields.RequiredString(part, "text", field));
            case "refusal":
                return new TextPart(JsonFields.RequiredString(part, "refusal", field));
            case "input_image":
                leftovers.AddMembers(part, "input.content", "type", "image_url", "file_id");
                return part.TryGetProperty("image_url"u8, out var image) && image.ValueKind != JsonValueKind.Null
                    ? FromUrl(image, $"{field}.image_url", name: null) : NoFile(field, "image_url");
            case "input_file":
                leftovers.AddMembers(part, "input.content", "type", "file_data", "file_url", "file_id", "filename");
                return File(part, field);
            default:
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; toward this model the gateway takes input_text, input_image and input_file.");
                return null;
        }
    }

    private ContentPart? File(JsonElement part, string field)
    {
        var name = part.TryGetProperty("filename"u8, out var given) && given.ValueKind != JsonValueKind.Null ? JsonFields.String(given, $"{field}.filename") : "document";
        if (part.TryGetProperty("file_data"u8, out var data) && data.ValueKind != JsonValueKind.Null)
        {
            return SentFiles.Document(JsonFields.String(data, $"{field}.file_data"), $"{field}.file_data", name);
        }
        return part.TryGetProperty("file_url"u8, out var url) && url.ValueKind != JsonValueKind.Null ? FromUrl(url, $"{field}.file_url", name) : NoFile(field, "file_data");
    }

    private ContentPart? FromUrl(JsonElement value, string field, string? name) => SentFiles.Of(JsonFields.String(value, field), field, name, leftovers);

    private ContentPart? NoFile(string field, string instead)
    {
        leftovers.Refuse(field, $"'{field}' names no content that the gateway could read: it keeps no files ('file_id'); send '{instead}'.");
        return null;
    }
}

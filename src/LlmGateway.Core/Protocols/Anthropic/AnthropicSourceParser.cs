using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Reads a block's <c>source</c>: bytes, text, or an address.</summary>
internal static class AnthropicSourceParser
{
    public static ContentPart? Image(JsonElement source, string field, Leftovers leftovers) => JsonFields.RequiredString(source, "type", field) switch
    {
        "base64" => new ImagePart(SentFiles.MediaType(JsonFields.RequiredString(source, "media_type", field)), Data(source, field)),
        "url" => Remote(source, field, name: null, leftovers),
        var type => Refuse(type, field, "base64 and url", leftovers),
    };

    public static ContentPart? Document(JsonElement source, string field, string name, Leftovers leftovers) => JsonFields.RequiredString(source, "type", field) switch
    {
        "base64" => new DocumentPart(name, SentFiles.MediaType(JsonFields.RequiredString(source, "media_type", field)), Data(source, field)),
        "text" => Text(name, JsonFields.RequiredString(source, "data", field)),
        "content" when Texts(JsonFields.Required(source, "content", field), $"{field}.content") is { } text => Text(name, text),
        "url" => Remote(source, field, name, leftovers),
        var type => Refuse(type, field, "base64, text, url, and content of text", leftovers),
    };

    private static byte[] Data(JsonElement source, string field) => JsonFields.Base64(JsonFields.Required(source, "data", field), $"{field}.data");

    private static DocumentPart Text(string name, string text) => new(name, "text/plain", Encoding.UTF8.GetBytes(text));

    /// <summary>Null: there is more than text in it.</summary>
    private static string? Texts(JsonElement content, string field)
    {
        if (content.ValueKind == JsonValueKind.String) return JsonFields.String(content, field);
        List<string> texts = [];
        foreach (var block in JsonFields.Items(content, field))
        {
            if (JsonFields.RequiredString(block, "type", field) != "text") return null;
            texts.Add(JsonFields.RequiredString(block, "text", field));
        }
        return string.Join('\n', texts);
    }

    private static RemotePart? Remote(JsonElement source, string field, string? name, Leftovers leftovers)
    {
        var url = JsonFields.RequiredString(source, "url", field);
        if (SentFiles.Address(url) is { } address) return new RemotePart(address, $"{field}.url", name);
        leftovers.Refuse($"{field}.url", $"'{field}.url' must be an http or https URL.");
        return null;
    }

    private static ContentPart? Refuse(string type, string field, string known, Leftovers leftovers)
    {
        leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; toward this model the gateway takes {known}.");
        return null;
    }
}

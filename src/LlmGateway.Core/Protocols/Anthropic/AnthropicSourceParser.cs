using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Reads a block's <c>source</c>: bytes, text, or an address.</summary>
internal static class AnthropicSourceParser
{
    public static ContentPart? Image(JsonElement source, string field, Leftovers leftovers) => JsonFields.RequiredString(source, "type", field) switch
    {
        "base64" => Data(source, field, name: null, leftovers),
        "url" => Remote(source, field, name: null, leftovers),
        var type => Refuse(type, field, "base64 and url", leftovers),
    };

    public static ContentPart? Document(JsonElement source, string field, string name, Leftovers leftovers) => JsonFields.RequiredString(source, "type", field) switch
    {
        "base64" => Data(source, field, name, leftovers),
        "text" => Text(name, JsonFields.RequiredString(source, "data", field)),
        "content" when Texts(JsonFields.Required(source, "content", field), $"{field}.content") is { } text => Text(name, text),
        "url" => Remote(source, field, name, leftovers),
        var type => Refuse(type, field, "base64, text, url, and content of text", leftovers),
    };

    private static ContentPart Data(JsonElement source, string field, string? name, Leftovers leftovers)
    {
        var label = JsonFields.RequiredString(source, "media_type", field);
        var text = JsonFields.RequiredString(source, "data", field);
        var data = Base64Text.Decode(text, $"{field}.data");
        leftovers.HoldsOddSources |= MendedSources.IsOdd(label, data, text);
        return SentFiles.OfBytes(SentFiles.MediaType(label), data, name);
    }

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

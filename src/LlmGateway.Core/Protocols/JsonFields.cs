using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Reads typed values; one that is of another type is an error that names its field.</summary>
internal static class JsonFields
{
    public static string String(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(field, "a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException halved)
        {
            // "\ud83d" alone is JSON, but no text; whoever cuts text by UTF-16 units sends it.
            throw JsonBody.Invalid($"'{field}' holds half a character (a lone surrogate, such as \\ud83d).", field, halved);
        }
    }

    /// <summary>Bytes, as base64.</summary>
    public static byte[] Base64(JsonElement value, string field)
    {
        return Base64Text.Decode(String(value, field), field);
    }

    /// <summary>Null: there is no such member, or it is no text.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The member's name.</summary>
    public static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException halved)
        {
            throw HalfName(halved);
        }
    }

    public static GatewayException HalfName(InvalidOperationException cause) =>
        JsonBody.Invalid("The name of a field holds half a character (a lone surrogate, such as \\ud83d).", cause: cause);

    public static double Number(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : throw Wrong(field, "a number");

    /// <summary>A number within bounds.</summary>
    public static double Number(JsonElement value, string field, double least, double most)
    {
        var number = Number(value, field);
        return number >= least && number <= most ? number : throw JsonBody.Invalid($"'{field}' must be between {least:0.##} and {most:0.##}.", field);
    }

    public static int Integer(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(field, "a whole number");

    public static int PositiveInteger(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : throw Wrong(field, "a whole number above 0");

    public static bool Boolean(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(field, "true or false"),
    };

    /// <summary>A boolean, or its string: clients of the original AWS sample send strings.</summary>
    public static bool LooseBoolean(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.String && bool.TryParse(String(value, field), out var parsed) ? parsed : Boolean(value, field);

    /// <summary>A string, or a list of strings; blank ones are dropped.</summary>
    public static IReadOnlyList<string> Strings(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.String) return String(value, field) is var one && !string.IsNullOrWhiteSpace(one) ? [one] : [];
        List<string> strings = [];
        foreach (var item in Items(value, field))
            if (String(item, field) is var text && !string.IsNullOrWhiteSpace(text)) strings.Add(text);
        return strings;
    }

    public static JsonElement.ArrayEnumerator Items(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(field, "a list");

    public static JsonElement.ObjectEnumerator Members(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Wrong(field, "an object");

    public static JsonElement Required(JsonElement parent, string name, string field) =>
        parent.ValueKind != JsonValueKind.Object ? throw Wrong(field, "an object")
        : parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : throw JsonBody.Invalid($"'{Path(field, name)}' is missing.", Path(field, name));

    /// <summary>The member, if it is there and says something.</summary>
    public static JsonElement? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? OptionalString(JsonElement parent, string name, string field) =>
        Optional(parent, name) is { } value ? String(value, Path(field, name)) : null;

    public static bool OptionalBoolean(JsonElement parent, string name, string field) =>
        Optional(parent, name) is { } value && Boolean(value, Path(field, name));

    /// <summary>JSON Schema, as UTF-8.</summary>
    public static byte[] Schema(JsonElement schema, string field) =>
        schema.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(schema.GetRawText()) : throw Wrong(field, "a JSON Schema object");

    public static string RequiredString(JsonElement parent, string name, string field) =>
        String(Required(parent, name, field), Path(field, name));

    public static GatewayException Wrong(string field, string wanted) => JsonBody.Invalid($"'{field}' must be {wanted}.", field);

    private static string Path(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";
}

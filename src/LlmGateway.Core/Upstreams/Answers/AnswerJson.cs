using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>Reads members of a model server's answer. A member that is absent, null or of another kind than expected reads as absent.</summary>
internal static class AnswerJson
{
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = JsonBody.MaxDepth };

    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Options);

    public static JsonElement Member(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    /// <summary>The member, if it is an object.</summary>
    public static JsonElement Object(JsonElement parent, ReadOnlySpan<byte> name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Object } value ? value : default;

    /// <summary>The items of a list; of anything else none.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement parent, ReadOnlySpan<byte> name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    public static string? Text(JsonElement parent, ReadOnlySpan<byte> name) => Text(Member(parent, name));

    /// <summary>The member, if it is a text with at least one character.</summary>
    public static string? Words(JsonElement parent, ReadOnlySpan<byte> name) => Text(parent, name) is { Length: > 0 } text ? text : null;

    /// <summary>A text. Half of a surrogate pair stays as it is, since the next piece of a stream can hold the other half.</summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }

    /// <summary>A count: never negative, and no larger than an <see cref="int"/>. Null where there is none.</summary>
    public static int? Number(JsonElement parent, ReadOnlySpan<byte> name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? (int)Math.Clamp(number, 0, int.MaxValue) : null;

    /// <summary>Text that servers send as a string, as a list of chunks, or as an object that holds it.</summary>
    public static string? Flat(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Text(value);
            case JsonValueKind.Object:
                return Flat(Member(value, "text"u8)) ?? Flat(Member(value, "content"u8));
            case JsonValueKind.Array:
                StringBuilder? all = null;
                foreach (var item in value.EnumerateArray())
                    if (Flat(item) is { } text) (all ??= new StringBuilder()).Append(text);
                return all?.ToString();
            default:
                return null;
        }
    }

    /// <summary>Arguments of a tool call: a fragment of JSON in a string, or the JSON itself.</summary>
    public static string? Arguments(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value),
        JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
        _ => null,
    };

    /// <summary>The bytes of a text in base64; null: it is none.</summary>
    public static byte[]? Bytes(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.TryGetBytesFromBase64(out var bytes) ? bytes : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which is no base64 either.
            return null;
        }
    }

    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var text = Encoding.UTF8.GetString(escaped);
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }
            var escape = text[++at];
            plain.Append(escape switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(text.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                _ => escape,
            });
            if (escape == 'u') at += 4;
        }
        return plain.ToString();
    }
}

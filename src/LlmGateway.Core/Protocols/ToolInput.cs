using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Protocols;

/// <summary>Arguments of a tool call, for protocols in which they are an object. Models write them, so they can be cut, or be something else.</summary>
internal static class ToolInput
{
    /// <returns>The JSON of an object: the arguments, as much of them as is whole, or, where they are no object, their text as its member <c>arguments</c>.</returns>
    public static string Of(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments)) return "{}";
        if (IsObject(arguments)) return arguments;
        return arguments.AsSpan().TrimStart() is ['{', ..] && CutJson.Close(arguments) is var closed && IsObject(closed) ? closed : Wrapped(arguments);
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonBody.Reread(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Wrapped(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("arguments"u8, text);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

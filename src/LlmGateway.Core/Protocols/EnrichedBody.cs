using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmGateway.Core.Protocols;

/// <summary>A body with <c>messages</c>, as OpenAI and Anthropic have them, or with OpenAI's <c>input</c>, and a text put before its last question; every other byte stays.</summary>
internal static class EnrichedBody
{
    /// <param name="body">A request that was parsed already.</param>
    /// <param name="text">What the model is to read before the question.</param>
    /// <returns>Null: no message of the user's has text.</returns>
    public static ReadOnlyMemory<byte>? Write(ReadOnlyMemory<byte> body, string text)
    {
        using var document = JsonBody.Reread(body);
        return Before(body, document.RootElement.GetProperty("messages"), "text", text);
    }

    /// <param name="body">A request for a response that was parsed already.</param>
    /// <param name="text">What the model is to read before the question.</param>
    /// <returns>Null: no item of the user's has text.</returns>
    public static ReadOnlyMemory<byte>? WriteInput(ReadOnlyMemory<byte> body, string text)
    {
        using var document = JsonBody.Reread(body);
        var input = document.RootElement.GetProperty("input");
        return input.ValueKind == JsonValueKind.String ? Replaced(body, input, json => json.WriteStringValue($"{text}\n\n{input.GetString()}")) : Before(body, input, "input_text", text);
    }

    private static ReadOnlyMemory<byte>? Before(ReadOnlyMemory<byte> body, JsonElement messages, string textType, string text)
    {
        foreach (var message in messages.EnumerateArray().Reverse())
        {
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String || !role.ValueEquals("user"u8) || !message.TryGetProperty("content", out var content)) continue;
            if (content.ValueKind == JsonValueKind.String) return Replaced(body, content, json => json.WriteStringValue($"{text}\n\n{content.GetString()}"));
            if (content.ValueKind != JsonValueKind.Array) continue;
            foreach (var part in content.EnumerateArray())
                if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(textType)) return Preceded(body, part, textType, text);
        }
        return null;
    }

    private static byte[] Replaced(ReadOnlyMemory<byte> body, JsonElement value, Action<Utf8JsonWriter> write)
    {
        var (start, end) = PlaceOf(body, value);
        return Spliced(body.Span[..start], write, body.Span[end..]);
    }

    private static byte[] Preceded(ReadOnlyMemory<byte> body, JsonElement part, string textType, string text)
    {
        var (start, _) = PlaceOf(body, part);
        return Spliced(body.Span[..start], json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, textType);
            json.WriteString("text"u8, text);
            json.WriteEndObject();
        }, [.. ","u8, .. body.Span[start..]]);
    }

    private static byte[] Spliced(ReadOnlySpan<byte> before, Action<Utf8JsonWriter> write, ReadOnlySpan<byte> after)
    {
        var output = new ArrayBufferWriter<byte>(before.Length + after.Length + 4096);
        output.Write(before);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) write(json);
        output.Write(after);
        return output.WrittenSpan.ToArray();
    }

    private static (int Start, int End) PlaceOf(ReadOnlyMemory<byte> body, JsonElement value)
    {
        // The document reads the body where it is, so that a value's bytes are a part of it.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        body.Span.Overlaps(raw, out var start);
        return (start, start + raw.Length);
    }
}

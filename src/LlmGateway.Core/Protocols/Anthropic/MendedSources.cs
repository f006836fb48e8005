using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Files;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>A Messages body whose images and documents are named by what they are, since Claude refuses those that are not, and in plain base64; every other byte stays.</summary>
internal static class MendedSources
{
    /// <param name="body">A request that was parsed already.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        var reader = JsonBody.Reader(body.Span);
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            // What the model said to a tool is the model's.
            if (reader.ValueTextEquals("input"u8)) reader.Skip();
            else if (reader.ValueTextEquals("source"u8)) Mend(ref reader);
        }
        output.Write(body.Span[copied..]);
        return output.WrittenMemory;

        void Mend(ref Utf8JsonReader at)
        {
            at.Read();
            if (at.TokenType != JsonTokenType.StartObject) return;
            var start = (int)at.TokenStartIndex;
            var after = at;
            using var source = JsonDocument.ParseValue(ref after);
            if (TypeAndData(source.RootElement) is not var (type, data)) return;
            at = after;
            output.Write(body.Span[copied..start]);
            using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) Write(source.RootElement, type, data, json);
            copied = (int)at.BytesConsumed;
        }
    }

    /// <summary>Whether a source has to be mended.</summary>
    public static bool IsOdd(string label, ReadOnlySpan<byte> data, string text) =>
        (FileTypes.ByContent(data) is { } real && real != label) || !IsPlain(text);

    private static (string Type, byte[] Data)? TypeAndData(JsonElement source) =>
        JsonFields.Text(source, "type") == "base64" && JsonFields.Text(source, "data") is { } text && Base64Text.TryDecode(text) is { Length: > 0 } data
        && JsonFields.Text(source, "media_type") is { } label && IsOdd(label, data, text) ? (FileTypes.ByContent(data) ?? label, data) : null;

    private static bool IsPlain(string text) => text.Length % 4 == 0 && !text.AsSpan().ContainsAny("-_%");

    private static void Write(JsonElement source, string type, byte[] data, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var member in source.EnumerateObject())
        {
            if (member.NameEquals("media_type"u8)) json.WriteString("media_type"u8, type);
            else if (member.NameEquals("data"u8)) json.WriteBase64String("data"u8, data);
            else member.WriteTo(json);
        }
        json.WriteEndObject();
    }
}

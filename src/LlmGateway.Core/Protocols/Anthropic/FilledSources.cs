using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>A Messages body whose images and documents are in it, in place of their addresses; every other byte stays.</summary>
internal static class FilledSources
{
    /// <param name="body">A request that was parsed already.</param>
    /// <param name="files">What was fetched, by its address.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, IReadOnlyDictionary<Uri, ContentPart> files)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 4096);
        var reader = JsonBody.Reader(body.Span);
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            // What the model said to a tool is the model's.
            if (reader.ValueTextEquals("input"u8)) reader.Skip();
            else if (reader.ValueTextEquals("source"u8)) Fill(ref reader);
        }
        output.Write(body.Span[copied..]);
        return output.WrittenMemory;

        void Fill(ref Utf8JsonReader at)
        {
            at.Read();
            if (at.TokenType != JsonTokenType.StartObject) return;
            var start = (int)at.TokenStartIndex;
            var after = at;
            using var source = JsonDocument.ParseValue(ref after);
            if (!files.TryGetValue(AddressOf(source.RootElement) ?? Nowhere, out var file)) return;
            at = after;
            output.Write(body.Span[copied..start]);
            using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) Write(file, json);
            copied = (int)at.BytesConsumed;
        }
    }

    private static readonly Uri Nowhere = new("about:blank");

    private static Uri? AddressOf(JsonElement source) =>
        source.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("url"u8)
        && source.TryGetProperty("url"u8, out var url) && url.ValueKind == JsonValueKind.String ? SentFiles.Address(url.GetString()!) : null;

    private static void Write(ContentPart file, Utf8JsonWriter json)
    {
        var (mediaType, data) = file switch
        {
            ImagePart image => (image.MediaType, image.Data),
            DocumentPart document => (document.MediaType, document.Data),
            _ => throw new InvalidOperationException($"{file.GetType().Name} is no file."),
        };
        json.WriteStartObject();
        if (mediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("media_type"u8, "text/plain"u8);
            json.WriteString("data"u8, Encoding.UTF8.GetString(data.Span));
        }
        else
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, mediaType);
            json.WriteBase64String("data"u8, data.Span);
        }
        json.WriteEndObject();
    }
}

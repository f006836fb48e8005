using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Native;

/// <summary>The members of a last frame that tell what the model was shown: <c>citations</c> and <c>knowledge</c>.</summary>
internal static class NativeCitations
{
    /// <summary>Of a WebSocket frame's 32 KB: what is left for passages beside all else.</summary>
    private const int MostBytes = 20_000;

    public static void Write(Utf8JsonWriter json, SourcesRetrieved sources)
    {
        json.WriteStartArray("citations"u8);
        foreach (var source in sources.Sources)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, source.Id);
            json.WriteString("source"u8, source.Source);
            if (source.Title is not null) json.WriteString("title"u8, source.Title);
            if (source.Uri is not null) json.WriteString("uri"u8, source.Uri);
            json.WriteString("text"u8, source.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("knowledge"u8);
        foreach (var store in sources.Stores)
        {
            json.WriteStartObject();
            json.WriteString("source"u8, store.Store);
            json.WriteString("status"u8, store.LeftOut is null ? "used"u8 : "left_out"u8);
            if (store.LeftOut is null) json.WriteNumber("passages"u8, store.Passages);
            else json.WriteString("reason"u8, store.LeftOut);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The same, small enough for a WebSocket frame: long passages end in <c>…</c>. The model was shown all of them.</summary>
    public static SourcesRetrieved Fit(SourcesRetrieved sources)
    {
        if (sources.Sources.Sum(Size) <= MostBytes) return sources;
        var share = MostBytes / sources.Sources.Count;
        return sources with { Sources = [.. sources.Sources.Select(source => source with { Text = Cut(source.Text, share - Size(source with { Text = "" })) })] };
    }

    private static int Size(RetrievedSource source)
    {
        const int names = 60;
        return names + Encoded(source.Id) + Encoded(source.Source) + Encoded(source.Title) + Encoded(source.Uri) + Encoded(source.Text);
    }

    // What is escaped takes up to three times the room.
    private static int Encoded(string? text) => text is null ? 0 : JsonEncodedText.Encode(text, JsonWriting.Options.Encoder).EncodedUtf8Bytes.Length;

    private static string Cut(string text, int bytes)
    {
        if (Encoded(text) <= bytes) return text;
        var kept = new StringBuilder();
        var left = bytes - 3;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Encoded(rune.ToString());
            if (left < 0) break;
            kept.Append(rune.ToString());
        }
        return $"{kept}…";
    }
}

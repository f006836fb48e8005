using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>A citation as Responses have it: of an address with its place in the text, of anything else as a file.</summary>
internal static class Annotation
{
    /// <param name="source">What is cited.</param>
    /// <param name="number">Its place in the list of sources.</param>
    /// <param name="text">The words that cite it, by its id in brackets.</param>
    /// <param name="json">Where to.</param>
    public static void Write(RetrievedSource source, int number, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (source.Uri is { } uri)
        {
            var mark = $"[{source.Id}]";
            var start = text.IndexOf(mark, StringComparison.Ordinal);
            json.WriteString("type"u8, "url_citation"u8);
            json.WriteString("url"u8, uri);
            json.WriteString("title"u8, source.Title ?? source.Id);
            json.WriteNumber("start_index"u8, Math.Max(start, 0));
            json.WriteNumber("end_index"u8, start < 0 ? 0 : start + mark.Length);
        }
        else
        {
            json.WriteString("type"u8, "file_citation"u8);
            json.WriteString("file_id"u8, source.Id);
            json.WriteString("filename"u8, source.Title ?? source.Source);
            json.WriteNumber("index"u8, number);
        }
        json.WriteEndObject();
    }
}

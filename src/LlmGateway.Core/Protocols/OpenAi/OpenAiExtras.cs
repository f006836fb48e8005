using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Writes what OpenAI's own API does not say, in the form that other gateways' clients read: thoughts with their signatures, sources, what a guardrail found.</summary>
internal static class OpenAiExtras
{
    /// <summary>An element of <c>thinking_blocks</c>: sent back unchanged, it proves to Claude that the thought is its own.</summary>
    public static void WriteThought(GatheredThought thought, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (thought.Redacted is { } data)
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteString("data"u8, data);
        }
        else
        {
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, thought.Text);
            json.WriteString("signature"u8, thought.Signature);
        }
        json.WriteEndObject();
    }

    /// <summary>Where a source has an address it is cited as the protocol has it; another one by its id.</summary>
    public static void WriteAnnotations(IReadOnlyList<RetrievedSource> sources, Utf8JsonWriter json)
    {
        if (sources.Count == 0) return;
        json.WriteStartArray("annotations"u8);
        foreach (var source in sources)
        {
            json.WriteStartObject();
            if (source.Uri is { } uri)
            {
                json.WriteString("type"u8, "url_citation"u8);
                json.WriteStartObject("url_citation"u8);
                json.WriteString("url"u8, uri);
                json.WriteString("title"u8, source.Title ?? source.Id);
                // The text says itself where it cites, by the source's id.
                json.WriteNumber("start_index"u8, 0);
                json.WriteNumber("end_index"u8, 0);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("type"u8, "file_citation"u8);
                json.WriteStartObject("file_citation"u8);
                json.WriteString("file_id"u8, source.Id);
                json.WriteString("filename"u8, source.Title ?? source.Source);
                json.WriteNumber("index"u8, 0);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteTrace(ReadOnlyMemory<byte>? trace, Utf8JsonWriter json)
    {
        if (trace is not { } found) return;
        json.WritePropertyName("trace"u8);
        json.WriteRawValue(found.Span);
    }
}

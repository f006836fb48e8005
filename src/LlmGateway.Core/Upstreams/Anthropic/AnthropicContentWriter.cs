using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>Writes content blocks of Messages. A cache point has no block of its own there: it is said of the block before it.</summary>
internal static class AnthropicContentWriter
{
    public static void Write(IReadOnlyList<ContentPart> content, RequestPlan plan, string place, Utf8JsonWriter json)
    {
        for (var at = 0; at < content.Count; at++)
        {
            if (content[at] is CachePointPart) continue;
            json.WriteStartObject();
            WriteBlock(content[at], plan, place, json);
            if (at + 1 < content.Count && content[at + 1] is CachePointPart point && plan.CachePoints.Take(place)) WriteCacheControl(point, plan, json);
            json.WriteEndObject();
        }
    }

    public static void WriteCacheControl(CachePointPart point, RequestPlan plan, Utf8JsonWriter json)
    {
        json.WriteStartObject("cache_control"u8);
        json.WriteString("type"u8, "ephemeral"u8);
        if (plan.CachePoints.Ttl(point) is { } ttl) json.WriteString("ttl"u8, ttl);
        json.WriteEndObject();
    }

    private static void WriteBlock(ContentPart part, RequestPlan plan, string place, Utf8JsonWriter json)
    {
        switch (part)
        {
            case TextPart text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, text.Text);
                break;
            case ImagePart image:
                json.WriteString("type"u8, "image"u8);
                WriteSource("base64"u8, image.MediaType, image.Data, json);
                break;
            case DocumentPart document:
                WriteDocument(document, json);
                break;
            case ToolCallPart call:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, ToolUseId.Of(call.Id));
                json.WriteString("name"u8, call.Name);
                json.WritePropertyName("input"u8);
                ToolArguments.Write(call, json);
                break;
            case ToolResultPart result:
                json.WriteString("type"u8, "tool_result"u8);
                json.WriteString("tool_use_id"u8, ToolUseId.Of(result.CallId));
                json.WriteStartArray("content"u8);
                Write([.. result.Content.Where(inner => inner is not TextPart { Text: var said } || !string.IsNullOrWhiteSpace(said))], plan, place, json);
                json.WriteEndArray();
                if (result.IsError) json.WriteBoolean("is_error"u8, true);
                break;
            case ReasoningPart thought:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, thought.Text);
                json.WriteString("signature"u8, thought.Signature);
                break;
            case RedactedReasoningPart redacted:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, redacted.Data);
                break;
            default: throw new InvalidOperationException($"No content block is known for {part.GetType().Name}.");
        }
    }

    private static void WriteDocument(DocumentPart document, Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "document"u8);
        if (document.MediaType == "application/pdf") WriteSource("base64"u8, document.MediaType, document.Data, json);
        else if (TextDocuments.Is(document.MediaType))
        {
            json.WriteStartObject("source"u8);
            json.WriteString("type"u8, "text"u8);
            json.WriteString("media_type"u8, "text/plain"u8);
            json.WriteString("data"u8, Encoding.UTF8.GetString(document.Data.Span));
            json.WriteEndObject();
        }
        else throw RequestPlan.Invalid($"'{document.MediaType}' is no document that Anthropic takes; send PDF or text.", "messages");
        json.WriteString("title"u8, document.Name);
    }

    private static void WriteSource(ReadOnlySpan<byte> type, string mediaType, ReadOnlyMemory<byte> data, Utf8JsonWriter json)
    {
        json.WriteStartObject("source"u8);
        json.WriteString("type"u8, type);
        json.WriteString("media_type"u8, mediaType);
        json.WriteBase64String("data"u8, data.Span);
        json.WriteEndObject();
    }
}

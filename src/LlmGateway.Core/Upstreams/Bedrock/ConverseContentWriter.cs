using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Writes content blocks, of one request's system prompt or of its messages.</summary>
/// <param name="plan">The request.</param>
/// <param name="place">One of <see cref="Shared.CachePlaces"/>.</param>
/// <param name="json">Where to.</param>
internal sealed class ConverseContentWriter(RequestPlan plan, string place, Utf8JsonWriter json)
{
    private const int MostDocuments = 5;

    private readonly DocumentNames _names = new();

    public void WriteTurn(List<ContentPart> content)
    {
        var (documents, said) = (0, false);
        foreach (var part in content)
        {
            documents += part is DocumentPart ? 1 : 0;
            said |= part is TextPart;
        }
        if (documents > MostDocuments)
            throw ConverseRequestWriter.Invalid($"A message has {documents} documents; Bedrock takes at most {MostDocuments}.", "messages");
        // A document is never shown without a word.
        if (documents > 0 && !said) Write(new TextPart("See the attached document."));
        foreach (var part in content) Write(part);
    }

    public void Write(ContentPart part)
    {
        if (part is CachePointPart point)
        {
            if (plan.CachePoints.Take(place)) WriteCachePoint(point, plan.CachePoints, json);
            return;
        }
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text: json.WriteString("text"u8, text.Text); break;
            case ImagePart image: WriteImage(image); break;
            case DocumentPart document: WriteDocument(document); break;
            case ToolCallPart call: WriteCall(call); break;
            case ToolResultPart result: WriteResult(result); break;
            case ReasoningPart thought: WriteThought(thought); break;
            case RedactedReasoningPart redacted:
                json.WriteStartObject("reasoningContent"u8);
                json.WriteString("redactedContent"u8, redacted.Data);
                json.WriteEndObject();
                break;
            default: throw new InvalidOperationException($"No content block is known for {part.GetType().Name}.");
        }
        json.WriteEndObject();
    }

    public static void WriteCachePoint(CachePointPart point, CachePoints points, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        if (points.Ttl(point) is { } ttl) json.WriteString("ttl"u8, ttl);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteImage(ImagePart image)
    {
        if (!plan.Can.Vision)
            throw ConverseRequestWriter.Invalid($"'{plan.Call.Model.Alias}' takes no images.", "messages");
        var format = image.MediaType switch
        {
            "image/png" => "png",
            "image/jpeg" => "jpeg",
            "image/gif" => "gif",
            "image/webp" => "webp",
            var other => throw ConverseRequestWriter.Invalid($"'{other}' is no image that Bedrock takes; send image/png, image/jpeg, image/gif or image/webp.", "messages"),
        };
        json.WriteStartObject("image"u8);
        json.WriteString("format"u8, format);
        json.WriteStartObject("source"u8);
        json.WriteBase64String("bytes"u8, image.Data.Span);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteDocument(DocumentPart document)
    {
        if (!plan.Can.Documents)
            throw ConverseRequestWriter.Invalid($"'{plan.Call.Model.Alias}' takes no documents.", "messages");
        json.WriteStartObject("document"u8);
        json.WriteString("format"u8, DocumentFormats.Of(document));
        json.WriteString("name"u8, _names.Of(document.Name));
        json.WriteStartObject("source"u8);
        json.WriteBase64String("bytes"u8, document.Data.Span);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteThought(ReasoningPart thought)
    {
        json.WriteStartObject("reasoningContent"u8);
        json.WriteStartObject("reasoningText"u8);
        json.WriteString("text"u8, thought.Text);
        if (thought.Signature is { } signature) json.WriteString("signature"u8, signature);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCall(ToolCallPart call)
    {
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, ToolUseId.Of(call.Id));
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("input"u8);
        ToolArguments.Write(call, json);
        json.WriteEndObject();
    }

    private void WriteResult(ToolResultPart result)
    {
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, ToolUseId.Of(result.CallId));
        json.WriteStartArray("content"u8);
        var written = false;
        foreach (var part in result.Content)
        {
            if (part is CachePointPart || part is TextPart text && string.IsNullOrWhiteSpace(text.Text)) continue;
            Write(part);
            written = true;
        }
        // A tool that says nothing has still answered, and Bedrock takes no blank text.
        if (!written) Write(new TextPart("(no output)"));
        json.WriteEndArray();
        if (result.IsError) json.WriteString("status"u8, "error"u8);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Writes a content block.</summary>
internal static class ConverseContentWriter
{
    public static void Write(ContentPart part, CatalogModel model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text: json.WriteString("text"u8, text.Text); break;
            case ImagePart image: WriteImage(image, model, json); break;
            case ToolCallPart call: WriteCall(call, json); break;
            case ToolResultPart result: WriteResult(result, model, json); break;
            default: throw new InvalidOperationException($"No content block is known for {part.GetType().Name}.");
        }
        json.WriteEndObject();
    }

    private static void WriteImage(ImagePart image, CatalogModel model, Utf8JsonWriter json)
    {
        if (model.Capabilities.Vision == false)
            throw ConverseRequestWriter.Invalid($"'{model.Alias}' takes no images.", "messages");
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

    private static void WriteCall(ToolCallPart call, Utf8JsonWriter json)
    {
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, ToolUseId.Of(call.Id));
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("input"u8);
        try
        {
            using var arguments = JsonDocument.Parse(call.ArgumentsJson);
            arguments.RootElement.WriteTo(json);
        }
        catch (JsonException malformed)
        {
            throw new GatewayException(
                new GatewayError(ErrorKind.InvalidRequest, $"The arguments of tool call '{call.Id}' are not valid JSON.", Field: "messages"), malformed);
        }
        json.WriteEndObject();
    }

    private static void WriteResult(ToolResultPart result, CatalogModel model, Utf8JsonWriter json)
    {
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, ToolUseId.Of(result.CallId));
        json.WriteStartArray("content"u8);
        var written = false;
        foreach (var part in result.Content)
        {
            if (part is TextPart { Text: var text } && string.IsNullOrWhiteSpace(text)) continue;
            Write(part, model, json);
            written = true;
        }
        // A tool that says nothing has still answered, and Bedrock takes no blank text.
        if (!written) Write(new TextPart("(no output)"), model, json);
        json.WriteEndArray();
        if (result.IsError) json.WriteString("status"u8, "error"u8);
        json.WriteEndObject();
    }
}

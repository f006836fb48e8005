using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Writes turns as OpenAI's messages: a tool's result is a message of its own there, and images stand in what the user says.</summary>
internal static class OpenAiMessageWriter
{
    public static void WriteSystem(IReadOnlyList<ContentPart> system, Utf8JsonWriter json)
    {
        // One message, since many servers' chat templates take no more. What is worth caching, these servers find out themselves.
        var text = string.Join("\n\n", system.OfType<TextPart>().Select(part => part.Text));
        if (text.Length == 0) return;
        json.WriteStartObject();
        json.WriteString("role"u8, "system"u8);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    public static void Write(ChatMessage message, Abilities can, bool owed, Utf8JsonWriter json)
    {
        // Results answer the turn before: they come first, and what the user adds after them.
        foreach (var result in message.Content.OfType<ToolResultPart>()) WriteResult(result, json);
        List<ContentPart> said = [.. message.Content.Where(part => part is TextPart or ImagePart or DocumentPart)];
        List<ToolCallPart> calls = [.. message.Content.OfType<ToolCallPart>()];
        // An image or a document that a tool brought has no place in its own message.
        said.InsertRange(0, message.Content.OfType<ToolResultPart>().SelectMany(result => result.Content.Where(part => part is ImagePart or DocumentPart)));
        if (said.Count == 0 && calls.Count == 0) return;
        if (!can.Vision && said.Exists(part => part is ImagePart)) throw RequestPlan.Invalid("The model takes no images.", "messages");

        json.WriteStartObject();
        json.WriteString("role"u8, message.Role == ChatRole.User ? "user"u8 : "assistant"u8);
        if (message.Content.OfType<ReasoningPart>().Any() && OwedReasoning.IsSent(message, can, owed))
            json.WriteString("reasoning_content"u8, string.Concat(message.Content.OfType<ReasoningPart>().Select(thought => thought.Text)));
        WriteContent(said, json);
        WriteCalls(calls, json);
        json.WriteEndObject();
    }

    private static void WriteResult(ToolResultPart result, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, result.CallId);
        var text = string.Join('\n', result.Content.OfType<TextPart>().Select(part => part.Text));
        json.WriteString("content"u8, result.IsError ? $"Error: {text}" : text);
        json.WriteEndObject();
    }

    private static void WriteContent(List<ContentPart> said, Utf8JsonWriter json)
    {
        if (said.Count == 0)
        {
            json.WriteNull("content"u8);
            return;
        }
        if (said is [TextPart only])
        {
            json.WriteString("content"u8, only.Text);
            return;
        }
        json.WriteStartArray("content"u8);
        foreach (var part in said)
        {
            json.WriteStartObject();
            switch (part)
            {
                case TextPart text:
                    json.WriteString("type"u8, "text"u8);
                    json.WriteString("text"u8, text.Text);
                    break;
                case ImagePart image:
                    json.WriteString("type"u8, "image_url"u8);
                    json.WriteStartObject("image_url"u8);
                    json.WriteString("url"u8, $"data:{image.MediaType};base64,{Convert.ToBase64String(image.Data.Span)}");
                    json.WriteEndObject();
                    break;
                case DocumentPart document:
                    WriteDocument(document, json);
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // Files are PDFs there; what is text is told as text.
    private static void WriteDocument(DocumentPart document, Utf8JsonWriter json)
    {
        if (TextDocuments.Is(document.MediaType))
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, $"{document.Name}:\n{Encoding.UTF8.GetString(document.Data.Span)}");
            return;
        }
        if (document.MediaType != "application/pdf") throw RequestPlan.Invalid($"'{document.MediaType}' is no document that this model's server takes; send PDF or text.", "messages");
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.WriteString("filename"u8, document.Name);
        json.WriteString("file_data"u8, $"data:{document.MediaType};base64,{Convert.ToBase64String(document.Data.Span)}");
        json.WriteEndObject();
    }

    private static void WriteCalls(List<ToolCallPart> calls, Utf8JsonWriter json)
    {
        if (calls.Count == 0) return;
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.ArgumentsJson);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

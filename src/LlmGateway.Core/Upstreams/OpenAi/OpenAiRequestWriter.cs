using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Writes a conversation that came in another protocol as a chat-completions request: https://platform.openai.com/docs/api-reference/chat/create.</summary>
internal static class OpenAiRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(UpstreamCall call)
    {
        var (model, request) = (call.Model, call.Request);
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, model.UpstreamModel);
        json.WriteStartArray("messages"u8);
        OpenAiMessageWriter.WriteSystem(request.System, json);
        foreach (var message in request.Messages) OpenAiMessageWriter.Write(message, json);
        json.WriteEndArray();
        json.WriteNumber("max_tokens"u8, request.MaxTokens ?? model.MaxTokens);
        WriteSampling(request, model, json);
        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in request.StopSequences) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        WriteTools(request, json);
        if (request.Stream)
        {
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteSampling(ChatRequest request, CatalogModel model, Utf8JsonWriter json)
    {
        if (model.Capabilities.Sampling == false) return;
        json.WriteNumber("temperature"u8, request.Temperature ?? model.Temperature);
        if (request.TopP is { } topP) json.WriteNumber("top_p"u8, topP);
    }

    private static void WriteTools(ChatRequest request, Utf8JsonWriter json)
    {
        if (request.Tools.Count == 0) return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Name);
            if (tool.Description is { } description) json.WriteString("description"u8, description);
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue(tool.ParametersJson.Span);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        switch (request.ToolChoice)
        {
            case { Mode: ToolChoiceMode.Named, Name: { } name }:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case { Mode: var mode }:
                json.WriteString("tool_choice"u8, mode switch { ToolChoiceMode.None => "none"u8, ToolChoiceMode.Required => "required"u8, _ => "auto"u8 });
                break;
        }
    }
}

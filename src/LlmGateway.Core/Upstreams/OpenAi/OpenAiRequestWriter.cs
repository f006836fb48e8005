using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Writes a conversation that came in another protocol as a chat-completions request. Its callers speak text alone.</summary>
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
        foreach (var part in request.System) WriteMessage("system"u8, Text(part), json);
        foreach (var message in request.Messages)
            foreach (var part in message.Content)
                WriteMessage(message.Role == ChatRole.User ? "user"u8 : "assistant"u8, Text(part), json);
        json.WriteEndArray();
        json.WriteNumber("max_tokens"u8, request.MaxTokens ?? model.MaxTokens);
        if (model.Capabilities.Sampling != false)
        {
            json.WriteNumber("temperature"u8, request.Temperature ?? model.Temperature);
            if (request.TopP is { } topP) json.WriteNumber("top_p"u8, topP);
        }
        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in request.StopSequences) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
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

    private static void WriteMessage(ReadOnlySpan<byte> role, string content, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, content);
        json.WriteEndObject();
    }

    private static string Text(ContentPart part) =>
        part is TextPart text ? text.Text
        : throw new GatewayException(new GatewayError(ErrorKind.InvalidRequest, "Toward this model the native protocol carries text alone."));
}

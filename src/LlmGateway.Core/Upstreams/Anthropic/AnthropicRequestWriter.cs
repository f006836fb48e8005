using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>Writes a conversation that came in another protocol as a Messages request.</summary>
internal static class AnthropicRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <exception cref="GatewayException">It holds what Anthropic can't take.</exception>
    public static ReadOnlyMemory<byte> Write(UpstreamCall call)
    {
        var (model, request) = (call.Model, call.Request);
        var turns = AlternatingTurns.Of(request.Messages);
        if (turns.Count == 0) throw Invalid("The conversation is blank; say something.");
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, model.UpstreamModel);
        json.WriteNumber("max_tokens"u8, request.MaxTokens ?? model.MaxTokens);
        if (request.System.Count > 0)
        {
            json.WriteStartArray("system"u8);
            foreach (var part in request.System) WritePart(part, json);
            json.WriteEndArray();
        }
        json.WriteStartArray("messages"u8);
        foreach (var (role, content) in turns)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role == ChatRole.User ? "user"u8 : "assistant"u8);
            json.WriteStartArray("content"u8);
            foreach (var part in content) WritePart(part, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteSampling(call, json);
        if (request.StopSequences.Any(stop => !string.IsNullOrWhiteSpace(stop)))
        {
            json.WriteStartArray("stop_sequences"u8);
            foreach (var stop in request.StopSequences)
                if (!string.IsNullOrWhiteSpace(stop)) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        WriteTools(request, json);
        if (request.Stream) json.WriteBoolean("stream"u8, true);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    // Newer Claude models take one of the two, and temperature wins.
    private static void WriteSampling(UpstreamCall call, Utf8JsonWriter json)
    {
        var (model, request) = (call.Model, call.Request);
        if (model.Capabilities.Sampling == false)
        {
            if (request.Temperature is not null) call.Dropped.Add("temperature");
            if (request.TopP is not null) call.Dropped.Add("top_p");
            return;
        }
        // OpenAI's scale ends at 2, Anthropic's at 1.
        if (request.Temperature is { } temperature) json.WriteNumber("temperature"u8, Math.Min(temperature, 1));
        else if (request.TopP is null) json.WriteNumber("temperature"u8, model.Temperature);
        if (request.TopP is not { } topP) return;
        if (request.Temperature is null || model.Capabilities.TemperatureAndTopP == true) json.WriteNumber("top_p"u8, topP);
        else call.Dropped.Add("top_p");
    }

    private static void WritePart(ContentPart part, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, text.Text);
                break;
            case ImagePart image:
                json.WriteString("type"u8, "image"u8);
                json.WriteStartObject("source"u8);
                json.WriteString("type"u8, "base64"u8);
                json.WriteString("media_type"u8, image.MediaType);
                json.WriteBase64String("data"u8, image.Data.Span);
                json.WriteEndObject();
                break;
            case ToolCallPart call:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, ToolUseId.Of(call.Id));
                json.WriteString("name"u8, call.Name);
                json.WritePropertyName("input"u8);
                WriteArguments(call, json);
                break;
            case ToolResultPart result:
                json.WriteString("type"u8, "tool_result"u8);
                json.WriteString("tool_use_id"u8, ToolUseId.Of(result.CallId));
                json.WriteStartArray("content"u8);
                foreach (var inner in result.Content)
                    if (inner is not TextPart { Text: var said } || !string.IsNullOrWhiteSpace(said)) WritePart(inner, json);
                json.WriteEndArray();
                if (result.IsError) json.WriteBoolean("is_error"u8, true);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteArguments(ToolCallPart call, Utf8JsonWriter json)
    {
        try
        {
            using var arguments = JsonDocument.Parse(call.ArgumentsJson);
            arguments.RootElement.WriteTo(json);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw Invalid($"The arguments of tool call '{call.Id}' are not valid JSON.", malformed);
        }
    }

    private static void WriteTools(ChatRequest request, Utf8JsonWriter json)
    {
        if (request.Tools.Count == 0) return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tool.Name);
            if (tool.Description is { } description) json.WriteString("description"u8, description);
            json.WritePropertyName("input_schema"u8);
            json.WriteRawValue(tool.ParametersJson.Span);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (request.ToolChoice is not { } choice) return;
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, choice.Mode switch { ToolChoiceMode.None => "none"u8, ToolChoiceMode.Required => "any"u8, ToolChoiceMode.Named => "tool"u8, _ => "auto"u8 });
        if (choice is { Mode: ToolChoiceMode.Named, Name: { } name }) json.WriteString("name"u8, name);
        json.WriteEndObject();
    }

    private static GatewayException Invalid(string message, Exception? cause = null) => new(new GatewayError(ErrorKind.InvalidRequest, message, Field: "messages"), cause);
}

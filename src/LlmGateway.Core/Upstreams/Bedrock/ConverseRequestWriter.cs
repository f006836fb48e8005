using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Writes a conversation as the body of Converse and ConverseStream: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
internal static class ConverseRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <exception cref="GatewayException">The model can't take what the request holds.</exception>
    public static ReadOnlyMemory<byte> Write(UpstreamCall call)
    {
        var (model, request) = (call.Model, call.Request);
        var turns = AlternatingTurns.Of(request.Messages);
        var system = request.System;
        if (system.Count > 0 && model.Capabilities.SystemPrompt == false)
        {
            // A model without a system prompt still hears it: before the first thing the user says.
            if (turns.Count > 0 && turns[0].Role == ChatRole.User) turns[0].Content.InsertRange(0, system);
            else turns.Insert(0, (ChatRole.User, [.. system]));
            system = [];
        }
        if (turns.Count == 0) throw Invalid("The conversation is blank; say something.", "messages");

        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartArray("messages"u8);
        foreach (var (role, content) in turns)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role == ChatRole.User ? "user"u8 : "assistant"u8);
            json.WriteStartArray("content"u8);
            foreach (var part in content) ConverseContentWriter.Write(part, model, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (system.Count > 0)
        {
            json.WriteStartArray("system"u8);
            foreach (var part in system) ConverseContentWriter.Write(part, model, json);
            json.WriteEndArray();
        }
        WriteInference(call, json);
        ConverseToolsWriter.Write(request, model, turns, json);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteInference(UpstreamCall call, Utf8JsonWriter json)
    {
        var (model, request) = (call.Model, call.Request);
        json.WriteStartObject("inferenceConfig"u8);
        json.WriteNumber("maxTokens"u8, request.MaxTokens ?? model.MaxTokens);
        WriteSampling(call, json);
        if (request.StopSequences.Any(stop => !string.IsNullOrWhiteSpace(stop)))
        {
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in request.StopSequences)
                if (!string.IsNullOrWhiteSpace(stop)) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteSampling(UpstreamCall call, Utf8JsonWriter json)
    {
        var (model, request) = (call.Model, call.Request);
        if (model.Capabilities.Sampling == false)
        {
            if (request.Temperature is not null) call.Dropped.Add("temperature");
            if (request.TopP is not null) call.Dropped.Add("top_p");
            return;
        }
        if (request.TopP is { } topP)
        {
            if (request.Temperature is null || model.Capabilities.TemperatureAndTopP == true) json.WriteNumber("topP"u8, topP);
            else call.Dropped.Add("top_p");
        }
        // Who asks for top_p alone does not want our default temperature beside it.
        if (request.Temperature is { } temperature) json.WriteNumber("temperature"u8, temperature);
        else if (request.TopP is null) json.WriteNumber("temperature"u8, model.Temperature);
    }

    internal static GatewayException Invalid(string message, string field) => new(new GatewayError(ErrorKind.InvalidRequest, message, Field: field));
}

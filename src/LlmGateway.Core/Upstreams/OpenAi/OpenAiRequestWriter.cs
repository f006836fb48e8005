using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Writes a conversation that came in another protocol as a chat-completions request: https://platform.openai.com/docs/api-reference/chat/create.</summary>
internal static class OpenAiRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="call">The request.</param>
    /// <param name="usage">A stream is asked to tell its usage.</param>
    /// <exception cref="GatewayException">It holds what these servers can't take.</exception>
    public static ReadOnlyMemory<byte> Write(UpstreamCall call, bool usage = true)
    {
        var (model, request, can) = (call.Model, call.Request, call.Model.Abilities);
        // These servers have a word for formats themselves.
        var tools = ToolPlan.Of(call, can, AnswerRoad.Free, oneAtATime: true, promises: _ => true);
        var thinking = can.Reasoning == ReasoningStyles.Effort || request.Reasoning is null ? Thinking.Of(call, can, [], tools) : Unheard(call);
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, model.UpstreamModel);
        json.WriteStartArray("messages"u8);
        OpenAiMessageWriter.WriteSystem(request.System, json);
        var owed = OwedReasoning.Is(model);
        foreach (var message in OrderedTurns.Of(request.Messages)) OpenAiMessageWriter.Write(message, can, owed, json);
        OwedReasoning.Name(call, can, owed);
        json.WriteEndArray();
        if ((request.MaxTokens ?? RequestPlan.Limit(model, can, thinking)) is { } most) json.WriteNumber(can.MaxCompletionTokens ? "max_completion_tokens"u8 : "max_tokens"u8, most);
        if (thinking is not null) json.WriteString("reasoning_effort"u8, thinking.Effort);
        WriteSampling(call, thinking, json);
        if (request.StopSequences.Any(stop => !string.IsNullOrWhiteSpace(stop)))
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in request.StopSequences)
                if (!string.IsNullOrWhiteSpace(stop)) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        OpenAiToolWriter.Write(tools, request.Tools.Count > 0 ? request.ParallelToolCalls : null, json);
        if (request.Format is { } format) WriteFormat(format, json);
        if (request.Stream)
        {
            json.WriteBoolean("stream"u8, true);
            if (usage)
            {
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }
        }
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static Thinking? Unheard(UpstreamCall call)
    {
        if (call.Request.Reasoning!.Effort != ReasoningEffort.None) call.Dropped.Add(call.Request.Reasoning.BudgetTokens is null ? "reasoning_effort" : "thinking");
        return null;
    }

    // Here temperature and top_p stand side by side, and top_k is unknown.
    private static void WriteSampling(UpstreamCall call, Thinking? thinking, Utf8JsonWriter json)
    {
        var sampling = Sampling.Of(call, call.Model.Abilities, thinking, most: 2, both: true);
        if (sampling.Temperature is { } temperature) json.WriteNumber("temperature"u8, temperature);
        if (sampling.TopP is { } topP) json.WriteNumber("top_p"u8, topP);
        if (sampling.TopK is not null) call.Dropped.Add("top_k");
    }

    private static void WriteFormat(AnswerFormat format, Utf8JsonWriter json)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, format.SchemaJson is null ? "json_object"u8 : "json_schema"u8);
        if (format.SchemaJson is { } schema)
        {
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, format.Name ?? "answer");
            if (format.Description is { } description) json.WriteString("description"u8, description);
            json.WritePropertyName("schema"u8);
            json.WriteRawValue(schema.Span);
            json.WriteBoolean("strict"u8, format.Strict);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}

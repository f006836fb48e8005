using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Writes a conversation as the body of Converse and ConverseStream: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</summary>
internal static class ConverseRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <exception cref="GatewayException">The model can't take what the request holds.</exception>
    public static ReadOnlyMemory<byte> Write(UpstreamCall call) => Write(RequestPlan.Of(call));

    /// <exception cref="GatewayException">The model can't take what the request holds.</exception>
    public static ReadOnlyMemory<byte> Write(RequestPlan plan)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteMessages(plan, json);
        WriteSystem(plan, json);
        ConverseInferenceWriter.Write(plan, json);
        ConverseToolsWriter.Write(plan, json);
        ConverseInferenceWriter.WriteAdditional(plan, json);
        // Of several, Anthropic's clients are told which one ended the answer.
        if (plan is { StopSequences.Count: > 1, Call.Protocol: WireProtocol.AnthropicMessages, Can.Messages: true })
        {
            json.WriteStartArray("additionalModelResponseFieldPaths"u8);
            json.WriteStringValue("/stop_sequence"u8);
            json.WriteEndArray();
        }
        if (plan.Road == AnswerRoad.Native) WriteFormat(plan.Request.Format!, json);
        if ((plan.Request.Guardrail ?? plan.Call.Model.Guardrail) is { } guardrail) WriteGuardrail(guardrail, json);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    internal static GatewayException Invalid(string message, string field) => RequestPlan.Invalid(message, field);

    private static void WriteSystem(RequestPlan plan, Utf8JsonWriter json)
    {
        if (plan.System.Count == 0) return;
        var writer = new ConverseContentWriter(plan, CachePlaces.System, json);
        json.WriteStartArray("system"u8);
        foreach (var part in plan.System) writer.Write(part);
        json.WriteEndArray();
    }

    private static void WriteMessages(RequestPlan plan, Utf8JsonWriter json)
    {
        var writer = new ConverseContentWriter(plan, CachePlaces.Messages, json);
        json.WriteStartArray("messages"u8);
        foreach (var (role, content) in plan.Turns)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role == ChatRole.User ? "user"u8 : "assistant"u8);
            json.WriteStartArray("content"u8);
            writer.WriteTurn(content);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // The schema travels as text: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html.
    private static void WriteFormat(AnswerFormat format, Utf8JsonWriter json)
    {
        json.WriteStartObject("outputConfig"u8);
        json.WriteStartObject("textFormat"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("structure"u8);
        json.WriteStartObject("jsonSchema"u8);
        json.WriteString("schema"u8, format.SchemaJson!.Value.Span);
        if (format.Name is { Length: > 0 } name) json.WriteString("name"u8, name);
        if (format.Description is { Length: > 0 } description) json.WriteString("description"u8, description);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteGuardrail(GuardrailWish guardrail, Utf8JsonWriter json)
    {
        json.WriteStartObject("guardrailConfig"u8);
        json.WriteString("guardrailIdentifier"u8, guardrail.Id);
        json.WriteString("guardrailVersion"u8, guardrail.Version);
        json.WriteString("trace"u8, guardrail.Trace ? "enabled"u8 : "disabled"u8);
        json.WriteEndObject();
    }
}

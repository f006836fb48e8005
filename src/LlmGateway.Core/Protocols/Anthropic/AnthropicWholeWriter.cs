using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Writes an answer as one <c>message</c> object.</summary>
internal sealed class AnthropicWholeWriter(AnswerHead head) : IAnswerWriter
{
    private readonly GatheredAnswer _answer = new();
    private byte[]? _copy;

    public string ContentType => "application/json";

    /// <summary>The members that are known before the first word.</summary>
    public static void WriteHead(AnswerHead head, Utf8JsonWriter json)
    {
        json.WriteString("id"u8, "msg_" + head.RequestId.Replace("-", "", StringComparison.Ordinal));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, head.Model);
    }

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        if (part is WirePayload payload) _copy = payload.Payload.ToArray();
        else _answer.Add(part);
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_copy is not null)
        {
            output.Write(_copy);
            return;
        }
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        WriteHead(head, json);
        json.WriteStartArray("content"u8);
        if (_answer.Text is { Length: > 0 } text)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, text);
            json.WriteEndObject();
        }
        foreach (var call in _answer.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_use"u8);
            json.WriteString("id"u8, call.Id);
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(call.ArgumentsJson);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("stop_reason"u8, AnthropicWords.StopReason(_answer.Finish ?? FinishReason.Stop));
        json.WriteNull("stop_sequence"u8);
        AnthropicWords.WriteUsage(_answer.Usage ?? new TokenUsage(0, 0), json);
        json.WriteEndObject();
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output) => AnthropicErrorWriter.Write(error, head.RequestId, output);
}

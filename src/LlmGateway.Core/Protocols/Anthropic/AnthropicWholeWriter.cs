using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Writes an answer as one <c>message</c> object.</summary>
internal sealed class AnthropicWholeWriter(ParsedChat parsed, AnswerHead head) : IAnswerWriter
{
    private readonly GatheredAnswer _answer = new();
    private ReadOnlyMemory<byte>? _copy;

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
        if (part is WirePayload payload) _copy = CopiedAnswer.Renamed(payload.Payload.ToArray(), head.Model);
        else _answer.Add(part);
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_copy is { } copy)
        {
            output.Write(copy.Span);
            return;
        }
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        WriteHead(head, json);
        json.WriteStartArray("content"u8);
        foreach (var thought in _answer.Thoughts) WriteThought(thought, json);
        if (_answer.Text is { Length: > 0 } text) WriteText(text, json);
        foreach (var call in _answer.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_use"u8);
            json.WriteString("id"u8, call.Id);
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(ToolInput.Of(call.ArgumentsJson), skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        AnthropicWords.WriteEnd(_answer.Finish ?? FinishReason.Stop, _answer.StopSequence, json);
        AnthropicWords.WriteUsage(_answer.Usage ?? new TokenUsage(0, 0), json, isWhole: true);
        AnthropicWords.WriteTrace(_answer.GuardrailTrace, json);
        json.WriteEndObject();
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output) => AnthropicErrorWriter.Write(error, head.RequestId, output);

    private void WriteThought(GatheredThought thought, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (thought.Redacted is { } data)
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteString("data"u8, data);
        }
        else
        {
            json.WriteString("type"u8, "thinking"u8);
            // Left out, the signature still proves it.
            json.WriteString("thinking"u8, parsed.Request.Reasoning is { Hidden: true } ? "" : thought.Text);
            json.WriteString("signature"u8, thought.Signature ?? "");
        }
        json.WriteEndObject();
    }

    private void WriteText(string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        if (_answer.Sources is { Sources: { Count: > 0 } sources })
        {
            json.WriteStartArray("citations"u8);
            for (var index = 0; index < sources.Count; index++) AnthropicWords.WriteCitation(sources[index], index, json);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}

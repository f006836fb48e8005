using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Writes an answer as one <c>chat.completion</c> object.</summary>
internal sealed class OpenAiWholeWriter(ParsedChat parsed, AnswerHead head) : IAnswerWriter
{
    private readonly GatheredAnswer _answer = new();
    private ReadOnlyMemory<byte>? _copy;

    public string ContentType => "application/json";

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
        json.WriteString("id", "chatcmpl-" + head.RequestId);
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", head.Created.ToUnixTimeSeconds());
        json.WriteString("model", head.Model);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", _answer.Text.Length == 0 && _answer.ToolCalls.Count > 0 ? null : _answer.Text);
        json.WriteNull("refusal");
        if (parsed.Request.Reasoning is not { Hidden: true }) WriteThoughts(json);
        WriteCalls(json);
        OpenAiExtras.WriteAnnotations(_answer.Sources?.Sources ?? [], json);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", OpenAiWords.Of(_answer.Finish ?? FinishReason.Stop, parsed.OldFunctions));
        json.WriteEndObject();
        json.WriteEndArray();
        OpenAiUsageWriter.Write(_answer.Usage ?? new TokenUsage(0, 0), json);
        OpenAiExtras.WriteTrace(_answer.GuardrailTrace, json);
        json.WriteEndObject();
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output) => OpenAiErrorWriter.Write(error, output);

    private void WriteThoughts(Utf8JsonWriter json)
    {
        if (_answer.Thoughts.Count == 0) return;
        if (string.Concat(_answer.Thoughts.Select(thought => thought.Text)) is { Length: > 0 } text) json.WriteString("reasoning_content", text);
        if (!_answer.Thoughts.Any(thought => thought.Signature is not null || thought.Redacted is not null)) return;
        json.WriteStartArray("thinking_blocks");
        foreach (var thought in _answer.Thoughts) OpenAiExtras.WriteThought(thought, json);
        json.WriteEndArray();
    }

    private void WriteCalls(Utf8JsonWriter json)
    {
        if (_answer.ToolCalls.Count == 0) return;
        if (parsed.OldFunctions)
        {
            json.WriteStartObject("function_call");
            json.WriteString("name", _answer.ToolCalls[0].Name);
            json.WriteString("arguments", _answer.ToolCalls[0].ArgumentsJson);
            json.WriteEndObject();
            return;
        }
        json.WriteStartArray("tool_calls");
        foreach (var call in _answer.ToolCalls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.ArgumentsJson);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

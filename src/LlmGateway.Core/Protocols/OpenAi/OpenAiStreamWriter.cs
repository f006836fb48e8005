using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Writes an answer as <c>chat.completion.chunk</c> events: https://platform.openai.com/docs/api-reference/chat-streaming.</summary>
internal sealed class OpenAiStreamWriter(ParsedChat parsed, AnswerHead head) : IAnswerWriter
{
    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonWriting.Options);
    private readonly string _id = "chatcmpl-" + head.RequestId;
    private readonly long _created = head.Created.ToUnixTimeSeconds();
    private readonly bool _showsThoughts = parsed.Request.Reasoning is not { Hidden: true };
    private readonly List<int> _bareCalls = [];
    private GatheredThought _thought = new(Redacted: null);
    private TokenUsage? _usage;
    private ReadOnlyMemory<byte>? _trace;
    private bool _begun;
    private bool _ended;
    private readonly CopiedStream _copy = new(named: false);

    public string ContentType => ServerSentEvents.ContentType;

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        switch (part)
        {
            case WirePayload payload:
                _copy.Write(payload, head.Model, output);
                break;
            case AnswerEnded { Reason: not FinishReason.Cancelled } or UsageReported when _copy.HasBegun:
                // The copy tells them.
                break;
            case TextDelta { Text.Length: > 0 } delta:
                Begin(output);
                OpenChunk(output);
                _json.WriteString("content"u8, delta.Text);
                CloseChunk(output, finish: null);
                break;
            case ReasoningDelta { Text.Length: > 0 } delta when _showsThoughts:
                Begin(output);
                _thought.Made.Append(delta.Text);
                OpenChunk(output);
                _json.WriteString("reasoning_content"u8, delta.Text);
                CloseChunk(output, finish: null);
                break;
            case ReasoningSigned signed when _showsThoughts:
                _thought.Signature = signed.Signature;
                WriteThought(_thought, output);
                _thought = new GatheredThought(Redacted: null);
                break;
            case RedactedReasoning redacted when _showsThoughts:
                WriteThought(new GatheredThought(redacted.Data), output);
                break;
            case SourcesRetrieved { Sources: { Count: > 0 } sources }:
                Begin(output);
                OpenChunk(output);
                OpenAiExtras.WriteAnnotations(sources, _json);
                CloseChunk(output, finish: null);
                break;
            case GuardrailTraced traced:
                _trace = traced.TraceJson.ToArray();
                break;
            case ToolCallStarted { Index: > 0 } or ToolCallDelta { Index: > 0 } when parsed.OldFunctions:
                // There is room for one; the model makes the others again, once it has this one's result.
                break;
            case ToolCallStarted started:
                Begin(output);
                EndBareCalls(output);
                _bareCalls.Add(started.Index);
                OpenChunk(output);
                WriteCall(started.Index, started.Id, started.Name, "");
                CloseChunk(output, finish: null);
                break;
            case ToolCallDelta { ArgumentsJson.Length: > 0 } delta:
                _bareCalls.Remove(delta.Index);
                OpenChunk(output);
                WriteCall(delta.Index, id: null, name: null, delta.ArgumentsJson);
                CloseChunk(output, finish: null);
                break;
            case AnswerEnded ended:
                Begin(output);
                EndBareCalls(output);
                OpenChunk(output);
                CloseChunk(output, OpenAiWords.Of(ended.Reason, parsed.OldFunctions));
                _ended = true;
                break;
            case UsageReported reported:
                _usage = reported.Usage;
                break;
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        var usage = parsed.IncludeUsage ? _usage : null;
        if (!_copy.HasBegun && (usage is not null || _trace is not null))
        {
            OpenEnvelope(output);
            _json.WriteStartArray("choices"u8);
            _json.WriteEndArray();
            if (usage is not null) OpenAiUsageWriter.Write(usage, _json);
            OpenAiExtras.WriteTrace(_trace, _json);
            CloseEnvelope(output);
        }
        if (!_copy.EndsItself || _ended) output.Write(Done);
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        _copy.EndEvent(output);
        output.Write(ServerSentEvents.DataStart);
        OpenAiErrorWriter.Write(error, output);
        output.Write(ServerSentEvents.End);
        // Clients that only look for the end must find one, too; after an error none takes it for an answer.
        output.Write(Done);
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun || _ended) return;
        _begun = true;
        OpenChunk(output);
        _json.WriteString("role"u8, "assistant"u8);
        _json.WriteString("content"u8, ""u8);
        CloseChunk(output, finish: null);
    }

    /// <summary>Whole, once it is signed: who sends it back has one piece to keep.</summary>
    private void WriteThought(GatheredThought thought, IBufferWriter<byte> output)
    {
        Begin(output);
        OpenChunk(output);
        _json.WriteStartArray("thinking_blocks"u8);
        OpenAiExtras.WriteThought(thought, _json);
        _json.WriteEndArray();
        CloseChunk(output, finish: null);
    }

    /// <summary>A call without arguments is a call with none: clients parse what they got, and "" is no JSON.</summary>
    private void EndBareCalls(IBufferWriter<byte> output)
    {
        foreach (var index in _bareCalls)
        {
            OpenChunk(output);
            WriteCall(index, id: null, name: null, "{}");
            CloseChunk(output, finish: null);
        }
        _bareCalls.Clear();
    }

    private void WriteCall(int index, string? id, string? name, string arguments)
    {
        if (parsed.OldFunctions)
        {
            WriteFunction("function_call"u8, name, arguments);
            return;
        }
        _json.WriteStartArray("tool_calls"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, index);
        if (id is not null)
        {
            _json.WriteString("id"u8, id);
            _json.WriteString("type"u8, "function"u8);
        }
        WriteFunction("function"u8, name, arguments);
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WriteFunction(ReadOnlySpan<byte> member, string? name, string arguments)
    {
        _json.WriteStartObject(member);
        if (name is not null) _json.WriteString("name"u8, name);
        _json.WriteString("arguments"u8, arguments);
        _json.WriteEndObject();
    }

    private void OpenEnvelope(IBufferWriter<byte> output)
    {
        output.Write(ServerSentEvents.DataStart);
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("id"u8, _id);
        _json.WriteString("object"u8, "chat.completion.chunk"u8);
        _json.WriteNumber("created"u8, _created);
        _json.WriteString("model"u8, head.Model);
    }

    private void CloseEnvelope(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write(ServerSentEvents.End);
    }

    private void OpenChunk(IBufferWriter<byte> output)
    {
        OpenEnvelope(output);
        _json.WriteStartArray("choices"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, 0);
        _json.WriteStartObject("delta"u8);
    }

    private void CloseChunk(IBufferWriter<byte> output, string? finish)
    {
        _json.WriteEndObject();
        _json.WriteString("finish_reason"u8, finish);
        _json.WriteEndObject();
        _json.WriteEndArray();
        // Who waits for usage finds the member in every chunk.
        if (parsed.IncludeUsage) _json.WriteNull("usage"u8);
        CloseEnvelope(output);
    }
}

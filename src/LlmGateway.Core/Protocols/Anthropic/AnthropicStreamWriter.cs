using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Writes an answer as Messages events: https://docs.anthropic.com/en/docs/build-with-claude/streaming.</summary>
internal sealed class AnthropicStreamWriter(ParsedChat parsed, AnswerHead head) : IAnswerWriter
{
    private static readonly byte[] Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8.ToArray();

    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonWriting.Options);
    private readonly CopiedStream _copy = new(named: true);
    private readonly List<int> _blocksOfCalls = [];
    private readonly bool _showsThoughts = parsed.Request.Reasoning is not { Hidden: true };
    private IReadOnlyList<RetrievedSource> _sources = [];
    private FinishReason _finish = FinishReason.Stop;
    private string? _stopSequence;
    private ReadOnlyMemory<byte>? _trace;
    private TokenUsage _usage = new(0, 0);
    private int _blocks;
    private int? _open;
    private Kind _openKind;
    private bool _begun;

    public string ContentType => ServerSentEvents.ContentType;

    public ReadOnlyMemory<byte> KeepAlive => Ping;

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        switch (part)
        {
            case WirePayload payload:
                _copy.Write(payload, head.Model, output);
                break;
            case TextDelta { Text.Length: > 0 } delta:
                if (_openKind != Kind.Text) StartText(output);
                WriteDelta(_open!.Value, "text_delta", "text", delta.Text, output);
                break;
            case ReasoningDelta { Text.Length: > 0 } delta when _showsThoughts:
                if (_openKind != Kind.Thought) StartThought(output);
                WriteDelta(_open!.Value, "thinking_delta", "thinking", delta.Text, output);
                break;
            case ReasoningSigned signed:
                if (_openKind != Kind.Thought) StartThought(output);
                WriteDelta(_open!.Value, "signature_delta", "signature", signed.Signature, output);
                Close(output);
                break;
            case RedactedReasoning redacted:
                StartBlock(Kind.Other, output);
                _json.WriteString("type"u8, "redacted_thinking"u8);
                _json.WriteString("data"u8, redacted.Data);
                EndInner(output);
                Close(output);
                break;
            case SourcesRetrieved retrieved:
                _sources = retrieved.Sources;
                break;
            case GuardrailTraced traced:
                _trace = traced.TraceJson.ToArray();
                break;
            case ToolCallStarted started:
                StartTool(started, output);
                break;
            case ToolCallDelta { ArgumentsJson.Length: > 0 } delta:
                WriteDelta(_blocksOfCalls[delta.Index], "input_json_delta", "partial_json", delta.ArgumentsJson, output);
                break;
            case AnswerEnded ended:
                (_finish, _stopSequence) = (ended.Reason, ended.StopSequence);
                break;
            case UsageReported reported:
                _usage = reported.Usage;
                break;
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_copy.HasBegun) return;
        Begin(output);
        Close(output);
        Open("message_delta", output);
        _json.WriteStartObject("delta"u8);
        AnthropicWords.WriteEnd(_finish, _stopSequence, _json);
        _json.WriteEndObject();
        AnthropicWords.WriteUsage(_usage, _json, isWhole: false);
        AnthropicWords.WriteTrace(_trace, _json);
        End();
        Open("message_stop", output);
        End();

        void End() => CloseEvent(output);
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        _copy.EndEvent(output);
        output.Write("event: error\ndata: "u8);
        AnthropicErrorWriter.Write(error, head.RequestId, output);
        output.Write(ServerSentEvents.End);
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun) return;
        _begun = true;
        Open("message_start", output);
        _json.WriteStartObject("message"u8);
        AnthropicWholeWriter.WriteHead(head, _json);
        _json.WriteStartArray("content"u8);
        _json.WriteEndArray();
        AnthropicWords.WriteEnd(null, null, _json);
        AnthropicWords.WriteUsage(_usage, _json, isWhole: true);
        _json.WriteEndObject();
        CloseEvent(output);
    }

    private void StartText(IBufferWriter<byte> output)
    {
        StartBlock(Kind.Text, output);
        _json.WriteString("type"u8, "text"u8);
        _json.WriteString("text"u8, ""u8);
        EndInner(output);
        for (var index = 0; index < _sources.Count; index++)
        {
            OpenDelta(_open!.Value, "citations_delta", output);
            _json.WritePropertyName("citation"u8);
            AnthropicWords.WriteCitation(_sources[index], index, _json);
            EndInner(output);
        }
        _sources = [];
    }

    private void StartThought(IBufferWriter<byte> output)
    {
        StartBlock(Kind.Thought, output);
        _json.WriteString("type"u8, "thinking"u8);
        _json.WriteString("thinking"u8, ""u8);
        _json.WriteString("signature"u8, ""u8);
        EndInner(output);
    }

    private void StartTool(ToolCallStarted started, IBufferWriter<byte> output)
    {
        StartBlock(Kind.Other, output);
        _blocksOfCalls.Add(_open!.Value);
        _json.WriteString("type"u8, "tool_use"u8);
        _json.WriteString("id"u8, started.Id);
        _json.WriteString("name"u8, started.Name);
        _json.WriteStartObject("input"u8);
        _json.WriteEndObject();
        EndInner(output);
    }

    private void StartBlock(Kind kind, IBufferWriter<byte> output)
    {
        Begin(output);
        Close(output);
        (_open, _openKind) = (_blocks++, kind);
        Open("content_block_start", output);
        _json.WriteNumber("index"u8, _open.Value);
        _json.WriteStartObject("content_block"u8);
    }

    /// <summary>Ends the object within an event, and the event itself.</summary>
    private void EndInner(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        CloseEvent(output);
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open is not { } open) return;
        (_open, _openKind) = (null, Kind.None);
        Open("content_block_stop", output);
        _json.WriteNumber("index"u8, open);
        CloseEvent(output);
    }

    private void WriteDelta(int index, string type, string member, string text, IBufferWriter<byte> output)
    {
        OpenDelta(index, type, output);
        _json.WriteString(member, text);
        EndInner(output);
    }

    private void OpenDelta(int index, string type, IBufferWriter<byte> output)
    {
        Open("content_block_delta", output);
        _json.WriteNumber("index"u8, index);
        _json.WriteStartObject("delta"u8);
        _json.WriteString("type"u8, type);
    }

    private void Open(string type, IBufferWriter<byte> output)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\ndata: "u8);
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void CloseEvent(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write(ServerSentEvents.End);
    }

    /// <summary>What the open block holds, as far as the next event has to know.</summary>
    private enum Kind
    {
        None,
        Text,
        Thought,
        Other,
    }
}

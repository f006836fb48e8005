using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Native;

/// <summary>Writes an answer as server-sent frames. A cached answer is one frame.</summary>
internal sealed class NativeStreamWriter(ParsedChat parsed, AnswerHead head) : IAnswerWriter
{
    private readonly NativeFrames _frames = new(parsed, head);
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonWriting.Options);
    private int _sequence;
    private string _held = "";
    private FinishReason _finish = FinishReason.Stop;
    private TokenUsage? _usage;
    private SourcesRetrieved? _sources;

    public string ContentType => ServerSentEvents.ContentType;

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        switch (part)
        {
            case TextDelta { Text.Length: > 0 } delta when head.FromCache: _held += delta.Text; break;
            case TextDelta { Text.Length: > 0 } delta:
                Open(output);
                _frames.Text(_json, delta.Text, _sequence++);
                Close(output);
                break;
            case SourcesRetrieved sources: _sources = sources; break;
            case AnswerEnded ended: _finish = ended.Reason; break;
            case UsageReported reported: _usage = reported.Usage; break;
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        Open(output);
        _frames.Last(_json, _held, _sequence, _finish, _usage, head, _sources);
        Close(output);
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        Open(output);
        _frames.Error(_json, _sequence, error);
        Close(output);
    }

    private void Open(IBufferWriter<byte> output)
    {
        output.Write(ServerSentEvents.DataStart);
        _json.Reset(output);
    }

    private void Close(IBufferWriter<byte> output)
    {
        _json.Flush();
        output.Write(ServerSentEvents.End);
    }
}

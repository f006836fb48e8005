using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Sockets;

/// <summary>The native protocol over a WebSocket: what it would write goes to the connection as frames, and nothing goes to the response.</summary>
/// <param name="names">Writes the frames.</param>
/// <param name="frames">Sends them.</param>
/// <param name="uploads">The uploads that the message names, by their ids.</param>
internal sealed class SocketProtocol(NativeFrames names, AnswerFrames frames, IReadOnlyDictionary<string, string> uploads) : IChatProtocol
{
    public WireProtocol Wire => WireProtocol.Native;

    public ParsedChat Parse(ReadOnlyMemory<byte> body) => NativeParser.ParseMessage(body, uploads);

    public IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head) => new SocketWriter(names, frames, head);

    public void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output) => frames.End((json, seq) => names.Error(json, seq, error));
}

/// <summary>Hands an answer's events to its frames.</summary>
internal sealed class SocketWriter(NativeFrames names, AnswerFrames frames, AnswerHead head) : IAnswerWriter
{
    private FinishReason _finish = FinishReason.Stop;
    private TokenUsage? _usage;
    private SourcesRetrieved? _sources;
    private string _held = "";

    public string ContentType => "application/json";

    /// <summary>The other end of a WebSocket knows that it is alive.</summary>
    public ReadOnlyMemory<byte> KeepAlive => default;

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        switch (part)
        {
            case TextDelta { Text.Length: > 0 } delta when head.FromCache: _held += delta.Text; break;
            case TextDelta { Text.Length: > 0 } delta: frames.Add(delta.Text); break;
            case SourcesRetrieved sources: _sources = NativeCitations.Fit(sources); break;
            case AnswerEnded ended: _finish = ended.Reason; break;
            case UsageReported reported: _usage = reported.Usage; break;
        }
    }

    public void End(IBufferWriter<byte> output)
    {
        // Text and citations together could be larger than a frame may be.
        if (head.FromCache && _sources is not null) frames.Add(_held);
        if (head.FromCache && _sources is null) frames.EndWhole(_held, (json, text, seq) => names.Last(json, text, seq, _finish, _usage, head));
        else frames.End((json, seq) => names.Last(json, "", seq, _finish, _usage, head, _sources));
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output) => frames.End((json, seq) => names.Error(json, seq, error));
}

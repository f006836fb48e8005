using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Protocols.Native;

/// <summary>The gateway's own protocol: a prompt in, frames out.</summary>
internal sealed class NativeProtocol : IChatProtocol
{
    public WireProtocol Wire => WireProtocol.Native;

    public ParsedChat Parse(ReadOnlyMemory<byte> body) => NativeParser.Parse(body);

    public IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head) =>
        parsed.Request.Stream ? new NativeStreamWriter(parsed, head) : new NativeWholeWriter(parsed, head);

    public void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("request_id"u8, requestId);
        NativeFrames.WriteError(json, error);
        json.WriteEndObject();
    }
}

using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Anthropic Messages: https://docs.anthropic.com/en/api/messages.</summary>
internal sealed class AnthropicProtocol : IChatProtocol
{
    public WireProtocol Wire => WireProtocol.AnthropicMessages;

    public ParsedChat Parse(ReadOnlyMemory<byte> body) => AnthropicParser.Parse(body);

    public ReadOnlyMemory<byte>? Enrich(ReadOnlyMemory<byte> body, string text) => EnrichedBody.Write(body, text);

    public IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head) =>
        parsed.Request.Stream ? new AnthropicStreamWriter(parsed, head) : new AnthropicWholeWriter(parsed, head);

    public void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output) => AnthropicErrorWriter.Write(error, requestId, output);
}

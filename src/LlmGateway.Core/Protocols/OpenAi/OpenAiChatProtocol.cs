using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>OpenAI chat completions.</summary>
internal sealed class OpenAiChatProtocol : IChatProtocol
{
    public WireProtocol Wire => WireProtocol.OpenAiChat;

    public ParsedChat Parse(ReadOnlyMemory<byte> body) => OpenAiChatParser.Parse(body);

    public ReadOnlyMemory<byte>? Enrich(ReadOnlyMemory<byte> body, string text) => EnrichedBody.Write(body, text);

    public IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head) =>
        parsed.Request.Stream ? new OpenAiStreamWriter(parsed, head) : new OpenAiWholeWriter(parsed, head);

    public void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output) => OpenAiErrorWriter.Write(error, output);
}

using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>OpenAI Responses: https://platform.openai.com/docs/api-reference/responses.</summary>
internal sealed class ResponsesProtocol : IChatProtocol
{
    public WireProtocol Wire => WireProtocol.OpenAiResponses;

    /// <summary>A request may consist of what it goes on from alone.</summary>
    public bool NeedsInput { get; init; } = true;

    public ParsedChat Parse(ReadOnlyMemory<byte> body) => ResponsesParser.Parse(body, NeedsInput);

    public ReadOnlyMemory<byte>? Enrich(ReadOnlyMemory<byte> body, string text) => EnrichedBody.WriteInput(body, text);

    public IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head) => new ResponsesWriter(parsed, head);

    public void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output) => OpenAiErrorWriter.Write(error, output);
}

using System.Buffers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>
/// <c>POST /v1/responses/compact</c>: any model writes the summary, so that it works toward every upstream, and comes back as an item that clients send instead
/// of the conversation: https://platform.openai.com/docs/api-reference/responses/compact.
/// </summary>
internal sealed class CompactionProtocol : IChatProtocol
{
    public WireProtocol Wire => WireProtocol.OpenAiCompaction;

    public ParsedChat Parse(ReadOnlyMemory<byte> body)
    {
        var parsed = ResponsesParser.Parse(body, needsInput: false);
        if (parsed.Request.Model is null) throw JsonBody.Invalid("'model' is missing: a compaction names the model that makes it.", "model");
        return parsed with { Request = parsed.Request with { Stream = false } };
    }

    public IAnswerWriter CreateWriter(ParsedChat parsed, AnswerHead head) => new CompactionWriter(head);

    public void WriteError(GatewayError error, string requestId, IBufferWriter<byte> output) => OpenAiErrorWriter.Write(error, output);
}

using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.OpenAi;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Writes the model's summary as a compacted conversation.</summary>
internal sealed class CompactionWriter(AnswerHead head) : IAnswerWriter
{
    private readonly GatheredAnswer _answer = new();

    public string ContentType => "application/json";

    public void Write(ChatEvent part, IBufferWriter<byte> output) => _answer.Add(part);

    public void End(IBufferWriter<byte> output)
    {
        // Nothing instead of a conversation would lose it.
        if (string.IsNullOrWhiteSpace(_answer.Text)) throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The model wrote no summary of the conversation; try again, or name another model."));
        var key = ResponseId.ShortOf(head.RequestId);
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("id"u8, ResponseId.Of(key));
        json.WriteString("object"u8, "response.compaction"u8);
        json.WriteNumber("created_at"u8, head.Created.ToUnixTimeSeconds());
        json.WriteStartArray("output"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, ResponseId.OfItem("cmp", key, 0));
        json.WriteString("type"u8, "compaction"u8);
        json.WriteString("encrypted_content"u8, SealedSummary.Seal(_answer.Text));
        json.WriteEndObject();
        json.WriteEndArray();
        ResponseUsage.Write(_answer.Usage ?? new TokenUsage(0, 0), json);
        json.WriteEndObject();
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output) => OpenAiErrorWriter.Write(error, output);
}

using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Native;

/// <summary>Writes an answer as one frame.</summary>
internal sealed class NativeWholeWriter(ParsedChat parsed, AnswerHead head) : IAnswerWriter
{
    private readonly NativeFrames _frames = new(parsed, head);
    private readonly GatheredAnswer _answer = new();

    public string ContentType => "application/json";

    public void Write(ChatEvent part, IBufferWriter<byte> output) => _answer.Add(part);

    public void End(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        _frames.Last(json, _answer.Text, 0, _answer.Finish ?? FinishReason.Stop, _answer.Usage, head, _answer.Sources);
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        _frames.Error(json, 0, error);
    }
}

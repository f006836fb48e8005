using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.OpenAi;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Writes an answer as a response: its events as they come, or the object at the end.</summary>
internal sealed class ResponsesWriter : IAnswerWriter
{
    private readonly ResponseEvents? _events;
    private readonly ResponseOutput _output;
    private readonly ResponseObject _response;
    private bool _begun;
    private bool _copied;
    private byte[]? _copy;

    public ResponsesWriter(ParsedChat parsed, AnswerHead head)
    {
        var key = ResponseId.KeyOf(parsed.ChatId, ResponseId.ShortOf(head.RequestId));
        _events = parsed.Request.Stream ? new ResponseEvents() : null;
        _output = new ResponseOutput(key, parsed.Request, _events);
        _response = new ResponseObject(parsed, head, ResponseId.Of(key), _output);
    }

    public string ContentType => _events is null ? "application/json" : ServerSentEvents.ContentType;

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        if (part is WirePayload payload)
        {
            _copied = true;
            if (_events is null) _copy = payload.Payload.ToArray();
            else ServerSentEvents.WriteNamed(payload.Payload.Span, output);
            return;
        }
        if (part is SourcesRetrieved retrieved)
        {
            // Told where the words are that cite them; an answer that is copied begins by itself, and cites as its server does.
            _output.Sources = retrieved.Sources;
            return;
        }
        Begin(output);
        if (part is AnswerEnded ended) _response.Finish = ended.Reason;
        else if (part is UsageReported reported) _response.Usage = reported.Usage;
        _output.Add(part, output);
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_copy is not null) output.Write(_copy);
        if (_copied) return;
        if (_events is null) WriteObject(output);
        else _events.Response(_response.LastEvent, _response.Write, output);
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        if (_events is null)
        {
            OpenAiErrorWriter.Write(error, output);
            return;
        }
        _response.Error = error;
        _output.Break();
        _events.Error(ErrorWords.Of(error.Kind).OpenAiType, ResponseObject.CodeOf(error), error, output);
        _events.Response(_response.LastEvent, _response.Write, output);
    }

    /// <summary>The object, once the answer has ended: to be sent, or kept.</summary>
    public void WriteObject(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        _response.Write(json);
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun) return;
        _begun = true;
        _events?.Response("response.created", _response.Write, output);
        _events?.Response("response.in_progress", _response.Write, output);
    }
}

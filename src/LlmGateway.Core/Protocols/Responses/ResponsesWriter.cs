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
    private readonly ResponseOutput _copied;
    private readonly ResponseObject _response;
    private bool _begun;
    private readonly CopiedStream _copy = new(named: true);
    private readonly string _model;
    private ReadOnlyMemory<byte>? _whole;

    public ResponsesWriter(ParsedChat parsed, AnswerHead head)
    {
        var key = ResponseId.KeyOf(parsed.ChatId, ResponseId.ShortOf(head.RequestId));
        _events = parsed.Request.Stream ? new ResponseEvents() : null;
        _output = new ResponseOutput(key, parsed.Request, _events);
        _copied = new ResponseOutput(key, parsed.Request, events: null);
        _model = head.Model;
        _response = new ResponseObject(parsed, head, ResponseId.Of(key)) { Output = _output };
    }

    /// <summary>Of an answer that is copied: the response, or the event that ends it. Null: it has not ended, or is not copied.</summary>
    public ReadOnlyMemory<byte>? CopiedEnd { get; private set; }

    public string ContentType => _events is null ? "application/json" : ServerSentEvents.ContentType;

    public void Write(ChatEvent part, IBufferWriter<byte> output)
    {
        if (part is WirePayload payload)
        {
            if (_events is null) _whole = CopiedAnswer.Renamed(payload.Payload.ToArray(), _model);
            else Copy(payload, output);
            if (payload.Meaning.Any(meaning => meaning is AnswerEnded)) CopiedEnd = payload.Payload[(payload.JsonAt ?? 0)..].ToArray();
            return;
        }
        if (_copy.HasBegun || _whole is not null) return;
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
        if (_whole is { } whole) output.Write(whole.Span);
        if (_whole is not null || _copy.HasBegun) return;
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
        _copy.EndEvent(output);
        if (_copy.HasBegun) _response.Output = _copied;
        _response.Output.Break();
        _response.Error = error;
        _events.Error(ErrorWords.Of(error.Kind).OpenAiType, ResponseObject.CodeOf(error), error, output);
        _events.Response(_response.LastEvent, _response.Write, output);
    }

    /// <summary>The object, once the answer has ended: to be sent, or kept.</summary>
    public void WriteObject(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        _response.Write(json);
    }

    // If the line breaks, the last event is ours: it goes on from what was copied.
    private void Copy(WirePayload payload, IBufferWriter<byte> output)
    {
        _copy.Write(payload, _model, output);
        if (payload.Meaning.Count > 0 || !payload.Payload.Span.StartsWith(":"u8)) _events!.Skip();
        foreach (var said in payload.Meaning)
        {
            if (said is AnswerNamed named) _response.Id = named.Id;
            else _copied.Add(said, output);
        }
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun) return;
        _begun = true;
        _events?.Response("response.created", _response.Write, output);
        _events?.Response("response.in_progress", _response.Write, output);
    }
}

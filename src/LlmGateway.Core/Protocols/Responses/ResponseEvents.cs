using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Writes the events of a stream, numbered from 0: https://platform.openai.com/docs/api-reference/responses-streaming.</summary>
internal sealed class ResponseEvents
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonWriting.Options);
    private int _number;

    /// <summary>An event was copied: the next one of ours follows it.</summary>
    public void Skip() => _number++;

    public void Response(string type, Action<Utf8JsonWriter> response, IBufferWriter<byte> output)
    {
        Begin(type, output);
        _json.WritePropertyName("response"u8);
        response(_json);
        End(output);
    }

    public void Item(string type, int index, OutputItem item, IBufferWriter<byte> output)
    {
        Begin(type, output);
        _json.WriteNumber("output_index"u8, index);
        _json.WritePropertyName("item"u8);
        item.Write(_json);
        End(output);
    }

    /// <param name="type">The event.</param>
    /// <param name="index">Of the item.</param>
    /// <param name="item">Whose part it is.</param>
    /// <param name="place">The member that names the part's place: 0, since each item has one part.</param>
    /// <param name="write">The part.</param>
    /// <param name="output">Where to.</param>
    public void Part(string type, int index, OutputItem item, string place, Action<Utf8JsonWriter> write, IBufferWriter<byte> output)
    {
        Place(type, index, item, place, output);
        _json.WritePropertyName("part"u8);
        write(_json);
        End(output);
    }

    /// <param name="index">Of the item.</param>
    /// <param name="item">Whose words cite it.</param>
    /// <param name="number">Of the annotation.</param>
    /// <param name="source">What they cite.</param>
    /// <param name="text">The words.</param>
    /// <param name="output">Where to.</param>
    public void Annotation(int index, OutputItem item, int number, RetrievedSource source, string text, IBufferWriter<byte> output)
    {
        Place("response.output_text.annotation.added", index, item, "content_index", output);
        _json.WriteNumber("annotation_index"u8, number);
        _json.WritePropertyName("annotation"u8);
        Responses.Annotation.Write(source, number, text, _json);
        End(output);
    }

    /// <param name="type">The event.</param>
    /// <param name="index">Of the item.</param>
    /// <param name="item">Whose text it is.</param>
    /// <param name="place">The member that names the part's place; null: the item has no parts.</param>
    /// <param name="member">The member that holds the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="output">Where to.</param>
    public void Text(string type, int index, OutputItem item, string? place, string member, string text, IBufferWriter<byte> output)
    {
        Place(type, index, item, place, output);
        _json.WriteString(member, text);
        if (place == "content_index")
        {
            _json.WriteStartArray("logprobs"u8);
            _json.WriteEndArray();
        }
        if (item is CallItem { Name: var name } && member == "arguments") _json.WriteString("name"u8, name);
        End(output);
    }

    /// <summary>An error in two forms: members, as OpenAI's document has them, and the object that Open Responses and OpenAI's own servers have.</summary>
    /// <param name="type">OpenAI's type of error.</param>
    /// <param name="code">Its code.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="output">Where to.</param>
    public void Error(string type, string code, GatewayError error, IBufferWriter<byte> output)
    {
        Begin("error", output);
        WriteMembers();
        _json.WriteStartObject("error"u8);
        _json.WriteString("type"u8, type);
        WriteMembers();
        _json.WriteEndObject();
        End(output);

        void WriteMembers()
        {
            _json.WriteString("code"u8, code);
            _json.WriteString("message"u8, error.Message);
            _json.WriteString("param"u8, error.Field);
        }
    }

    private void Place(string type, int index, OutputItem item, string? place, IBufferWriter<byte> output)
    {
        Begin(type, output);
        _json.WriteString("item_id"u8, item.Id);
        _json.WriteNumber("output_index"u8, index);
        if (place is not null) _json.WriteNumber(place, 0);
    }

    private void Begin(string type, IBufferWriter<byte> output)
    {
        ServerSentEvents.WriteName(type, output);
        output.Write(ServerSentEvents.DataStart);
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteNumber("sequence_number"u8, _number++);
    }

    private void End(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write(ServerSentEvents.End);
    }
}

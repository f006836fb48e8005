using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>The events of a kept response, as a stream would have told it: <c>GET /v1/responses/{id}?stream=true</c>.</summary>
/// <param name="after">Events up to this number are left out.</param>
/// <param name="output">Where to.</param>
internal sealed class ResponseReplay(int after, IBufferWriter<byte> output)
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonWriting.Options);
    private int _number;

    public void Write(JsonElement response)
    {
        Response("response.created", response, isEnd: false);
        Response("response.in_progress", response, isEnd: false);
        var index = 0;
        foreach (var item in response.GetProperty("output"u8).EnumerateArray()) Item(index++, item);
        Response(response.GetProperty("status"u8).GetString() switch { "completed" => "response.completed", "failed" => "response.failed", _ => "response.incomplete" }, response, isEnd: true);
    }

    private void Response(string type, JsonElement response, bool isEnd)
    {
        if (!Begin(type)) return;
        _json.WritePropertyName("response"u8);
        if (isEnd) response.WriteTo(_json);
        else Copy(response, ("status", "\"in_progress\""), ("output", "[]"), ("completed_at", "null"), ("usage", "null"), ("error", "null"), ("incomplete_details", "null"));
        End();
    }

    private void Item(int index, JsonElement item)
    {
        var type = item.GetProperty("type"u8).GetString();
        Item("response.output_item.added", index, item, json =>
        {
            switch (type)
            {
                case "message": Copy(item, ("status", "\"in_progress\""), ("phase", null), ("content", "[]")); break;
                case "reasoning": Copy(item, ("summary", "[]"), ("encrypted_content", null)); break;
                case "function_call": Copy(item, ("status", "\"in_progress\""), ("arguments", "\"\"")); break;
                case "custom_tool_call": Copy(item, ("status", "\"in_progress\""), ("input", "\"\"")); break;
                default: item.WriteTo(json); break;
            }
        });
        switch (type)
        {
            case "message": Parts(index, item, "content", "content_index", "response.content_part"); break;
            case "reasoning": Parts(index, item, "summary", "summary_index", "response.reasoning_summary_part"); break;
            case "function_call":
                Text("response.function_call_arguments.delta", index, item, "delta", item.GetProperty("arguments"u8));
                Text("response.function_call_arguments.done", index, item, "arguments", item.GetProperty("arguments"u8), json => json.WriteString("name"u8, item.GetProperty("name"u8).GetString()));
                break;
            case "custom_tool_call":
                Text("response.custom_tool_call_input.delta", index, item, "delta", item.GetProperty("input"u8));
                Text("response.custom_tool_call_input.done", index, item, "input", item.GetProperty("input"u8));
                break;
            default: break;
        }
        Item("response.output_item.done", index, item, item.WriteTo);
    }

    private void Parts(int index, JsonElement item, string member, string place, string family)
    {
        var number = 0;
        foreach (var part in item.GetProperty(member).EnumerateArray())
        {
            var at = number++;
            // An answer's words, a refusal's, or a thought's.
            var (name, kind) = part.GetProperty("type"u8).GetString() switch
            {
                "output_text" => ("text", "response.output_text"),
                "refusal" => ("refusal", "response.refusal"),
                _ => ("text", "response.reasoning_summary_text"),
            };
            void Place(Utf8JsonWriter json) => json.WriteNumber(place, at);
            void Logs(Utf8JsonWriter json)
            {
                Place(json);
                if (kind != "response.output_text") return;
                json.WriteStartArray("logprobs"u8);
                json.WriteEndArray();
            }
            Part($"{family}.added", index, item, Place, json => Copy(part, (name, "\"\""), ("annotations", "[]")));
            Text($"{kind}.delta", index, item, "delta", part.GetProperty(name), Logs);
            Annotations(index, item, part, Place);
            Text($"{kind}.done", index, item, name, part.GetProperty(name), Logs);
            Part($"{family}.done", index, item, Place, part.WriteTo);
        }
    }

    private void Annotations(int index, JsonElement item, JsonElement part, Action<Utf8JsonWriter> place)
    {
        if (!part.TryGetProperty("annotations"u8, out var annotations)) return;
        var number = 0;
        foreach (var annotation in annotations.EnumerateArray())
        {
            var at = number++;
            Event("response.output_text.annotation.added", index, item, json =>
            {
                place(json);
                json.WriteNumber("annotation_index"u8, at);
                json.WritePropertyName("annotation"u8);
                annotation.WriteTo(json);
            });
        }
    }

    private void Item(string type, int index, JsonElement item, Action<Utf8JsonWriter> write)
    {
        if (!Begin(type)) return;
        _json.WriteNumber("output_index"u8, index);
        _json.WritePropertyName("item"u8);
        write(_json);
        End();
    }

    private void Part(string type, int index, JsonElement item, Action<Utf8JsonWriter> place, Action<Utf8JsonWriter> write) => Event(type, index, item, json =>
    {
        place(json);
        json.WritePropertyName("part"u8);
        write(json);
    });

    private void Text(string type, int index, JsonElement item, string member, JsonElement text, Action<Utf8JsonWriter>? more = null) => Event(type, index, item, json =>
    {
        json.WritePropertyName(member);
        text.WriteTo(json);
        more?.Invoke(json);
    });

    private void Event(string type, int index, JsonElement item, Action<Utf8JsonWriter> members)
    {
        if (!Begin(type)) return;
        _json.WriteString("item_id"u8, item.GetProperty("id"u8).GetString());
        _json.WriteNumber("output_index"u8, index);
        members(_json);
        End();
    }

    /// <summary>An object with some members' values replaced, or left out.</summary>
    private void Copy(JsonElement value, params ReadOnlySpan<(string Name, string? Json)> replaced)
    {
        _json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            var (known, instead) = (false, (string?)null);
            foreach (var (name, json) in replaced)
                if (member.NameEquals(name)) (known, instead) = (true, json);
            if (known && instead is null) continue;
            _json.WritePropertyName(member.Name);
            if (known) _json.WriteRawValue(instead!);
            else member.Value.WriteTo(_json);
        }
        _json.WriteEndObject();
    }

    private bool Begin(string type)
    {
        if (_number++ <= after) return false;
        ServerSentEvents.WriteName(type, output);
        output.Write(ServerSentEvents.DataStart);
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteNumber("sequence_number"u8, _number - 1);
        return true;
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write(ServerSentEvents.End);
    }
}

using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>The items that a response was made from, as a list: https://platform.openai.com/docs/api-reference/responses/input-items.</summary>
internal static class InputItems
{
    /// <param name="road">The conversation up to the response, with it.</param>
    /// <param name="ascending">The oldest first.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="after">The id of the item before the first one; null: from the beginning.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IReadOnlyList<RememberedResponse> road, bool ascending, int limit, string? after, IBufferWriter<byte> output)
    {
        var all = Of(road);
        if (!ascending) all.Reverse();
        var start = after is null ? 0 : all.FindIndex(item => item.Id == after) + 1;
        if (after is not null && start == 0) throw JsonBody.Invalid($"'after' names the item '{after}', which is none of this response's input.", "after");
        var page = all.Skip(start).Take(limit).ToList();
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var (id, item) in page) WriteItem(id, item, json);
        json.WriteEndArray();
        json.WriteString("first_id"u8, page.Count > 0 ? page[0].Id : "");
        json.WriteString("last_id"u8, page.Count > 0 ? page[^1].Id : "");
        json.WriteBoolean("has_more"u8, start + page.Count < all.Count);
        json.WriteEndObject();
    }

    private static List<(string Id, JsonElement Item)> Of(IReadOnlyList<RememberedResponse> road)
    {
        List<(string, JsonElement)> all = [];
        for (var turn = 0; turn < road.Count; turn++)
        {
            var index = 0;
            foreach (var item in road[turn].Input)
            {
                all.Add((JsonFields.Optional(item, "id") is { ValueKind: JsonValueKind.String } id ? id.GetString()! : ResponseId.OfInput(road[turn].Key, index), item));
                index++;
            }
            // What the last one made is no input of its own.
            if (turn < road.Count - 1) all.AddRange(road[turn].Output.Select(item => (item.GetProperty("id"u8).GetString()!, item)));
        }
        return all;
    }

    private static void WriteItem(string id, JsonElement item, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        var type = JsonFields.Optional(item, "type")?.GetString() ?? "message";
        json.WriteString("type"u8, type);
        if (type is not ("item_reference" or "reasoning" or "compaction")) json.WriteString("status"u8, JsonFields.Optional(item, "status")?.GetString() ?? "completed");
        foreach (var member in item.EnumerateObject())
        {
            if (member.Name is "id" or "type" or "status") continue;
            json.WritePropertyName(member.Name);
            if (type == "message" && member.NameEquals("content"u8) && member.Value.ValueKind == JsonValueKind.String)
                WriteText(member.Value, JsonFields.Optional(item, "role")?.GetString() == "assistant", json);
            else json.WriteRawValue(member.Value.GetRawText());
        }
        json.WriteEndObject();
    }

    private static void WriteText(JsonElement text, bool isAnswer, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        if (isAnswer)
        {
            MessageItem.WritePart(text.GetString()!, [], json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "input_text"u8);
            json.WriteString("text"u8, text.GetString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

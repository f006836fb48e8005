using System.Buffers;
using System.Text.Json;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>A request as another server of this protocol takes it: without what this gateway sealed, which nobody else can read. All else stays as it was sent.</summary>
internal static class ForeignBody
{
    /// <param name="body">A request that was parsed already.</param>
    /// <param name="before">What it goes on from, which the server does not know; empty: it stands for itself.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body, IReadOnlyList<RememberedResponse> before)
    {
        using var document = JsonBody.Reread(body);
        var output = new ArrayBufferWriter<byte>(body.Length);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (before.Count > 0 && member.NameEquals("previous_response_id"u8)) continue;
                json.WritePropertyName(member.Name);
                if (member.NameEquals("input"u8) && (before.Count > 0 || member.Value.ValueKind == JsonValueKind.Array)) WriteInput(before, member.Value, json);
                else json.WriteRawValue(member.Value.GetRawText());
            }
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    private static void WriteInput(IReadOnlyList<RememberedResponse> before, JsonElement input, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var response in before)
        {
            foreach (var item in response.Input) WriteItem(item, json);
            // Of a thought that it did not seal, a server that keeps nothing knows nothing.
            foreach (var item in response.Output.Where(item => !IsOpenThought(item))) WriteItem(item, json);
        }
        foreach (var item in RememberedResponse.ItemsOf(input)) WriteItem(item, json);
        json.WriteEndArray();
    }

    private static void WriteItem(JsonElement item, Utf8JsonWriter json)
    {
        if (!IsSealed(item, out var content)) json.WriteRawValue(item.GetRawText());
        // A thought is left out; what the conversation came to is told in words.
        else if (SealedSummary.Open(content) is { } summary) WriteMessage(SealedSummary.Told(summary), json);
    }

    private static bool IsOpenThought(JsonElement item) =>
        item.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("reasoning"u8) && JsonFields.Optional(item, "encrypted_content") is null;

    private static void WriteMessage(string text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "user"u8);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
    }

    private static bool IsSealed(JsonElement item, out string content)
    {
        content = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("encrypted_content"u8, out var given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()! : "";
        return SealedThought.IsOurs(content);
    }
}

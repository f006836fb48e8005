using System.Buffers;
using System.Text.Json;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>A request as another server of this protocol takes it: without what this gateway sealed, which nobody else can read. All else stays as it was sent.</summary>
internal static class ForeignBody
{
    /// <param name="body">A request that was parsed already, and that holds sealed items.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var output = new ArrayBufferWriter<byte>(body.Length);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                if (member.NameEquals("input"u8) && member.Value.ValueKind == JsonValueKind.Array) WriteInput(member.Value, json);
                else json.WriteRawValue(member.Value.GetRawText());
            }
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    private static void WriteInput(JsonElement input, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in input.EnumerateArray())
            if (!IsSealed(item)) json.WriteRawValue(item.GetRawText());
        json.WriteEndArray();
    }

    private static bool IsSealed(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("encrypted_content"u8, out var content)
        && content.ValueKind == JsonValueKind.String && SealedThought.IsOurs(content.GetString()!);
}

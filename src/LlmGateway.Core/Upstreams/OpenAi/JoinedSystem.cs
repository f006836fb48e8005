using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>A chat completion for a server whose chat template takes one system message, and that before all others; every other message stays as it was sent.</summary>
internal static class JoinedSystem
{
    /// <param name="body">A request that was parsed already.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Reread(body);
        var messages = document.RootElement.GetProperty("messages"u8);
        List<JsonElement> systems = [.. messages.EnumerateArray().Where(IsSystem)];
        if (systems.Count == 0 || (systems.Count == 1 && JsonFields.Text(messages[0], "role") == "system")) return body;
        // A picture in a system message can't be joined: the server says what it thinks of it.
        if (systems.Exists(static system => TextOf(system) is null)) return body;
        var output = new ArrayBufferWriter<byte>(body.Length);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!member.NameEquals("messages"u8))
                {
                    member.WriteTo(json);
                    continue;
                }
                json.WriteStartArray("messages"u8);
                json.WriteStartObject();
                json.WriteString("role"u8, "system"u8);
                json.WriteString("content"u8, string.Join("\n\n", systems.Select(TextOf)));
                json.WriteEndObject();
                foreach (var message in messages.EnumerateArray())
                    if (!IsSystem(message)) message.WriteTo(json);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    private static bool IsSystem(JsonElement message) => message.ValueKind == JsonValueKind.Object && JsonFields.Text(message, "role") is "system" or "developer";

    private static string? TextOf(JsonElement message)
    {
        if (JsonFields.Text(message, "content") is { } text) return text;
        if (!message.TryGetProperty("content"u8, out var parts) || parts.ValueKind != JsonValueKind.Array) return null;
        string?[] texts = [.. parts.EnumerateArray().Select(static part => JsonFields.Text(part, "text"))];
        return Array.TrueForAll(texts, static text => text is not null) ? string.Join('\n', texts) : null;
    }
}

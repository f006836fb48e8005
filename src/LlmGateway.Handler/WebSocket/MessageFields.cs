using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;

namespace LlmGateway.Handler.WebSocket;

/// <summary>A message's members, read with errors that name them.</summary>
internal readonly struct MessageFields(JsonElement root)
{
    /// <summary>Ids are parts of keys, and echoed in every frame.</summary>
    private const int LongestId = 128;

    /// <exception cref="GatewayException">It is missing, or no id.</exception>
    public string Id(string name) => OptionalId(name) ?? throw JsonBody.Invalid($"'{name}' is missing.", name);

    /// <exception cref="GatewayException">It is no id.</exception>
    public string? OptionalId(string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        var id = JsonFields.String(value, name);
        return id.Length is > 0 and <= LongestId ? id : throw JsonBody.Invalid($"'{name}' must have 1 to {LongestId} characters.", name);
    }

    /// <summary>The uploads that the message consists of.</summary>
    /// <exception cref="GatewayException">One is no id.</exception>
    public List<string> UploadIds()
    {
        List<string> ids = [];
        if (OptionalId("prompt_upload_id") is { } prompt) ids.Add(prompt);
        // What else is wrong with the list is said when the message is read whole.
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("images", out var images) || images.ValueKind != JsonValueKind.Array) return ids;
        foreach (var image in images.EnumerateArray())
        {
            if (image.ValueKind != JsonValueKind.String || UploadReference.IdOf(JsonFields.String(image, "images")) is not { } id) continue;
            if (id.Length is 0 or > LongestId) throw JsonBody.Invalid($"An upload's id in 'images' must have 1 to {LongestId} characters.", "images");
            ids.Add(id);
        }
        return ids;
    }

    /// <exception cref="GatewayException">It is missing, or not within bounds.</exception>
    public int Number(string name, int least, int most) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number : throw JsonBody.Invalid($"'{name}' must be a whole number from {least} to {most}.", name);

    /// <exception cref="GatewayException">It is missing, or no string.</exception>
    public string Text(string name) =>
        root.TryGetProperty(name, out var value) ? JsonFields.String(value, name) : throw JsonBody.Invalid($"'{name}' is missing.", name);
}

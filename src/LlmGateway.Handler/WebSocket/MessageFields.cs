using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

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

    /// <exception cref="GatewayException">It is missing, or not within bounds.</exception>
    public int Number(string name, int least, int most) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number : throw JsonBody.Invalid($"'{name}' must be a whole number from {least} to {most}.", name);

    /// <exception cref="GatewayException">It is missing, or no string.</exception>
    public string Text(string name) =>
        root.TryGetProperty(name, out var value) ? JsonFields.String(value, name) : throw JsonBody.Invalid($"'{name}' is missing.", name);
}

using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Reads <c>cache_control</c>, which Anthropic's clients set, and OpenAI's after them.</summary>
internal static class CacheControl
{
    /// <summary>Null: <paramref name="parent"/> sets none.</summary>
    public static CachePointPart? Of(JsonElement parent, string field, Leftovers leftovers) =>
        JsonFields.Optional(parent, "cache_control") is { } control ? Read(control, $"{field}.cache_control", leftovers) : null;

    /// <summary>The field itself.</summary>
    public static CachePointPart Read(JsonElement control, string where, Leftovers leftovers)
    {
        if (JsonFields.RequiredString(control, "type", where) is not "ephemeral" and var type)
            leftovers.Refuse($"{where}.type", $"'{where}.type' is '{type}'; this gateway takes ephemeral.");
        var ttl = JsonFields.OptionalString(control, "ttl", where);
        if (ttl is not (null or "5m" or "1h")) leftovers.Refuse($"{where}.ttl", $"'{where}.ttl' is '{ttl}'; it must be 5m or 1h.");
        return new CachePointPart(ttl);
    }
}

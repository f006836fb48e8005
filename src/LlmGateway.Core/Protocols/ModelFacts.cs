using System.Text.Json;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Protocols;

/// <summary>What a list of models says beyond its protocol, for pages that let people choose one. Clients that do not know the members skip them.</summary>
internal static class ModelFacts
{
    /// <param name="model">The model.</param>
    /// <param name="json">Where to.</param>
    /// <param name="more">Members of <c>capabilities</c> that the protocol itself has; null: it has no such object.</param>
    public static void Write(CatalogModel model, Utf8JsonWriter json, Action<CatalogModel, Utf8JsonWriter>? more = null)
    {
        if (model.Price is { } price)
        {
            // US dollars per million tokens.
            json.WriteStartObject("pricing"u8);
            json.WriteNumber("input"u8, price.Input);
            json.WriteNumber("output"u8, price.Output);
            if (price.CacheRead is { } read) json.WriteNumber("cache_read"u8, read);
            if (price.CacheWrite is { } write) json.WriteNumber("cache_write"u8, write);
            json.WriteEndObject();
        }
        var (can, chats) = (model.Abilities, !model.Embeds);
        if (can.ContextWindow is { } window) json.WriteNumber("context_window"u8, window);
        json.WriteStartObject("capabilities"u8);
        json.WriteBoolean("chat"u8, chats);
        json.WriteBoolean("embeddings"u8, model.Embeds);
        json.WriteBoolean("vision"u8, chats && can.Vision);
        json.WriteBoolean("tools"u8, chats && can.Tools);
        json.WriteBoolean("reasoning"u8, chats && can.Reasoning != ReasoningStyles.None);
        json.WriteBoolean("documents"u8, chats && can.Documents);
        more?.Invoke(model, json);
        json.WriteEndObject();
    }
}

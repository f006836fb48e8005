using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Writes models as Anthropic lists them: https://docs.anthropic.com/en/api/models-list.</summary>
internal static class AnthropicModelsWriter
{
    public static void WriteList(IEnumerable<CatalogModel> models, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        List<CatalogModel> all = [.. models];
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var model in all) Write(model, json);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, false);
        json.WriteString("first_id"u8, all.Count > 0 ? all[0].Alias : null);
        json.WriteString("last_id"u8, all.Count > 0 ? all[^1].Alias : null);
        json.WriteEndObject();
    }

    public static void WriteOne(CatalogModel model, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        Write(model, json);
    }

    private static void Write(CatalogModel model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, model.Alias);
        json.WriteString("display_name"u8, model.Alias);
        // No upstream tells when a model was made, and clients insist on a time.
        json.WriteString("created_at"u8, "1970-01-01T00:00:00Z"u8);
        ModelFacts.Write(model, json);
        json.WriteEndObject();
    }
}

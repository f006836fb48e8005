using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Writes models as OpenAI lists them: https://platform.openai.com/docs/api-reference/models.</summary>
internal static class OpenAiModelsWriter
{
    public static void WriteList(IEnumerable<CatalogModel> models, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models) Write(model, json);
        json.WriteEndArray();
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
        json.WriteString("id", model.Alias);
        json.WriteString("object", "model");
        // No upstream tells when a model was made; 0 says "unknown" to clients that insist on a number.
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", model.Upstream);
        json.WriteString("display_name", model.Alias);
        ModelFacts.Write(model, json);
        json.WriteEndObject();
    }
}

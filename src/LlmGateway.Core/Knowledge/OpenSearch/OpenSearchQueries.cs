using System.Text.Json;

namespace LlmGateway.Core.Knowledge.OpenSearch;

/// <summary>Queries that several searches are made of: https://docs.opensearch.org/latest/query-dsl/.</summary>
internal static class OpenSearchQueries
{
    /// <summary>The nearest vectors.</summary>
    /// <param name="json">The query is written here.</param>
    /// <param name="field">Of the vectors.</param>
    /// <param name="vector">Near to what.</param>
    /// <param name="most">How many.</param>
    /// <param name="onlyField">Only documents in which this field has the text <paramref name="only"/>.</param>
    /// <param name="only">Null: any documents.</param>
    public static void WriteNear(Utf8JsonWriter json, string field, float[] vector, int most, string? onlyField, string? only)
    {
        json.WriteStartObject();
        json.WriteStartObject("knn");
        json.WriteStartObject(field);
        json.WriteStartArray("vector");
        foreach (var part in vector) json.WriteNumberValue(part);
        json.WriteEndArray();
        json.WriteNumber("k", most);
        if (only is not null)
        {
            json.WritePropertyName("filter");
            WriteTerm(json, onlyField!, only);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Documents in which a field has exactly this text.</summary>
    public static void WriteTerm(Utf8JsonWriter json, string field, string text)
    {
        json.WriteStartObject();
        json.WriteStartObject("term");
        json.WriteStartObject(field);
        json.WriteString("value", text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>What an index knows of its fields.</summary>
internal sealed class SearchFields
{
    private readonly Dictionary<string, JsonObject> _byName;

    private SearchFields(Dictionary<string, JsonObject> byName) => _byName = byName;

    /// <exception cref="SearchException">OpenSearch would refuse the mapping.</exception>
    public static SearchFields Read(JsonObject mappings, JsonObject settings)
    {
        var fields = (mappings["properties"] as JsonObject ?? []).Where(field => field.Value is JsonObject).ToDictionary(field => field.Key, field => field.Value!.AsObject(), StringComparer.Ordinal);
        foreach (var (name, field) in fields.Where(field => TypeOf(field.Value) == "knn_vector"))
        {
            if (field["dimension"] is not JsonValue) throw new SearchException(400, "mapper_parsing_exception", $"Dimension value missing for vector: {name}");
            var on = settings["index.knn"] ?? (settings["index"] as JsonObject)?["knn"] ?? settings["knn"];
            // Without it, OpenSearch takes the vectors, and finds none of them.
            if (on?.ToString() != "true") throw new SearchException(400, "mapper_parsing_exception", $"{name} is a knn_vector, and the index's setting index.knn is not true");
        }
        return new SearchFields(fields);
    }

    /// <summary>Vectors, and how many parts they have.</summary>
    public IEnumerable<(string Name, int Dimension)> Vectors => _byName.Where(each => TypeOf(each.Value) == "knn_vector").Select(each => (each.Key, each.Value["dimension"]!.GetValue<int>()));

    /// <summary>Compared whole, not by its words.</summary>
    public bool IsKeyword(string name) => name.EndsWith(".keyword", StringComparison.Ordinal) || (_byName.TryGetValue(name, out var field) && TypeOf(field) != "text");

    /// <summary>How near vectors are; OpenSearch's default is <c>l2</c>.</summary>
    public string SpaceOf(string name) => _byName.GetValueOrDefault(name) is { } field ? (field["method"]?["space_type"] ?? field["space_type"])?.ToString() ?? "l2" : "l2";

    private static string TypeOf(JsonObject field) => field["type"]?.ToString() ?? "object";
}

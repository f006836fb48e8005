using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Vectors;

/// <summary>Filters of S3 Vectors: https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-metadata-filtering.html.</summary>
internal static class VectorFilter
{
    public static Func<JsonObject, bool> Read(JsonNode? filter, IReadOnlyList<string> notFilterable)
    {
        if (filter is null) return _ => true;
        if (filter is not JsonObject { Count: > 0 } members) throw Invalid("it is no object with members");
        var parts = members.Select(member => member.Key switch
        {
            "$and" => All(Each(member.Value, notFilterable)),
            "$or" => Any(Each(member.Value, notFilterable)),
            var name when name.StartsWith('$') => throw Invalid($"there is no operator {name}"),
            var name when notFilterable.Contains(name) => throw Invalid($"'{name}' is not filterable"),
            var name => Field(name, member.Value),
        }).ToList();
        return All(parts);
    }

    private static Func<JsonObject, bool> Field(string name, JsonNode? condition)
    {
        if (condition is JsonValue) return metadata => Values(metadata[name]).Any(value => JsonNode.DeepEquals(value, condition));
        if (condition is not JsonObject { Count: > 0 } operators) throw Invalid($"'{name}' has no value");
        return All([.. operators.Select(each => Compare(name, each.Key, each.Value))]);
    }

    private static Func<JsonObject, bool> Compare(string name, string operation, JsonNode? wanted) => operation switch
    {
        "$eq" => metadata => Values(metadata[name]).Any(value => JsonNode.DeepEquals(value, wanted)),
        "$ne" => metadata => !Values(metadata[name]).Any(value => JsonNode.DeepEquals(value, wanted)),
        "$in" => metadata => Values(metadata[name]).Any(value => List(wanted).Any(each => JsonNode.DeepEquals(each, value))),
        "$nin" => metadata => !Values(metadata[name]).Any(value => List(wanted).Any(each => JsonNode.DeepEquals(each, value))),
        "$exists" => metadata => metadata.ContainsKey(name) == (wanted?.GetValueKind() == JsonValueKind.True),
        "$gt" => metadata => Number(metadata[name]) > Number(wanted),
        "$gte" => metadata => Number(metadata[name]) >= Number(wanted),
        "$lt" => metadata => Number(metadata[name]) < Number(wanted),
        "$lte" => metadata => Number(metadata[name]) <= Number(wanted),
        _ => throw Invalid($"there is no operator {operation}"),
    };

    // An array by itself: a collection expression would become a JsonArray, and a node has one parent.
    private static IEnumerable<JsonNode?> Values(JsonNode? value) => value is JsonArray list ? list : (JsonNode?[])[value];

    private static JsonArray List(JsonNode? value) => value as JsonArray ?? throw Invalid("a list is missing");

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;

    private static List<Func<JsonObject, bool>> Each(JsonNode? list, IReadOnlyList<string> notFilterable) => [.. List(list).Select(each => Read(each, notFilterable))];

    private static Func<JsonObject, bool> All(IReadOnlyList<Func<JsonObject, bool>> parts) => metadata => parts.All(part => part(metadata));

    private static Func<JsonObject, bool> Any(IReadOnlyList<Func<JsonObject, bool>> parts) => metadata => parts.Any(part => part(metadata));

    private static AwsException Invalid(string what) => new(AwsError.Validation($"Invalid filter: {what}"));
}

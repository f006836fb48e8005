using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>A query, read: what a document scores by it, or null where it does not match.</summary>
internal sealed record SearchQuery(Func<SearchDocument, double?> Score)
{
    private static readonly SearchQuery All = new(_ => 1);

    /// <exception cref="SearchException">OpenSearch would refuse it, or the local run does not know it.</exception>
    public static SearchQuery Read(JsonNode? query, SearchIndex index)
    {
        if (query is null) return All;
        if (query is not JsonObject { Count: 1 } named) throw SearchException.Parsing("[query] malformed query, expected one field with the query's name");
        var (name, body) = named.First();
        return name switch
        {
            "match_all" => All,
            "term" => Term(body, index),
            "terms" => Terms(body, index),
            "ids" => Ids(body),
            "exists" => Exists(body),
            "match" => MatchQuery.Read(body, index),
            "knn" => NearQuery.Read(body, index),
            "bool" => BoolQuery.Read(body, index),
            "hybrid" => HybridQuery.Read(body, index),
            _ => throw SearchException.Parsing($"unknown query [{name}]"),
        };
    }

    /// <summary>The one member of a query that names a field.</summary>
    public static (string Field, JsonNode? Value) FieldOf(JsonNode? body, string query)
    {
        if (body is not JsonObject { Count: >= 1 } members) throw SearchException.Parsing($"[{query}] query malformed, no start_object after query name");
        var (field, value) = members.First(member => member.Key != "boost");
        return (field, value);
    }

    private static SearchQuery Term(JsonNode? body, SearchIndex index)
    {
        var (field, given) = FieldOf(body, "term");
        // Operators of other databases are no values here, and no fields either.
        var value = given is JsonObject form ? form["value"] ?? throw SearchException.Parsing($"[term] query does not support [{form.FirstOrDefault().Key}]") : given;
        return value is JsonValue ? Equal(field, [value.ToString()], index) : throw SearchException.Parsing("[term] query does not support array of values");
    }

    private static SearchQuery Terms(JsonNode? body, SearchIndex index)
    {
        var (field, given) = FieldOf(body, "terms");
        return given is JsonArray values ? Equal(field, [.. values.Select(value => value!.ToString())], index) : throw SearchException.Parsing("[terms] query requires an array of terms");
    }

    private static SearchQuery Equal(string field, IReadOnlyList<string> values, SearchIndex index) => index.Fields.IsKeyword(field)
        ? new SearchQuery(document => document.ValuesOf(field).Any(values.Contains) ? 1 : null)
        : new SearchQuery(document => values.Any(document.WordsOf(field).ContainsKey) ? 1 : null);

    private static SearchQuery Ids(JsonNode? body)
    {
        var ids = (body?["values"] as JsonArray ?? []).Select(id => id!.ToString()).ToHashSet(StringComparer.Ordinal);
        return new SearchQuery(document => ids.Contains(document.Id) ? 1 : null);
    }

    private static SearchQuery Exists(JsonNode? body)
    {
        var field = body?["field"]?.ToString() ?? throw SearchException.Parsing("[exists] must be provided with a [field]");
        return new SearchQuery(document => document.Source[field] is not null ? 1 : null);
    }
}

using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Vectors;

namespace LlmGateway.Tool.Local.Search;

/// <summary>The k nearest vectors, among those that a filter lets through: https://docs.opensearch.org/latest/query-dsl/specialized/k-nn/.</summary>
internal static class NearQuery
{
    public static SearchQuery Read(JsonNode? body, SearchIndex index)
    {
        var (field, given) = SearchQuery.FieldOf(body, "knn");
        if (index.Fields.Vectors.FirstOrDefault(vector => vector.Name == field) is not (not null, var dimension)) throw new SearchException(400, "query_shard_exception", $"Field '{field}' is not knn_vector type.");
        if (given?["vector"] is not JsonArray parts) throw SearchException.Parsing("[knn] requires query vector");
        var wanted = parts.Select(part => part!.GetValue<float>()).ToArray();
        if (wanted.Length != dimension) throw new SearchException(400, "query_shard_exception", $"Query vector has invalid dimension: {wanted.Length}. Dimension should be: {dimension}");
        var most = given["k"]?.GetValue<int>() ?? throw SearchException.Parsing("[knn] requires k");
        if (most < 1) throw SearchException.Parsing("[knn] requires k > 0");
        var filter = given["filter"] is { } condition ? SearchQuery.Read(condition, index) : null;
        var space = index.Fields.SpaceOf(field);
        var near = index.Documents.Where(document => document.VectorOf(field) is not null && (filter is null || filter.Score(document) is not null))
            .Select(document => (document.Id, Score: Score(space, wanted, document.VectorOf(field)!)))
            .OrderByDescending(each => each.Score).ThenBy(each => each.Id, StringComparer.Ordinal).Take(most)
            .ToDictionary(each => each.Id, each => each.Score, StringComparer.Ordinal);
        return new SearchQuery(document => near.TryGetValue(document.Id, out var score) ? score : null);
    }

    /// <summary>As OpenSearch makes scores of distances.</summary>
    private static double Score(string space, float[] one, float[] other)
    {
        switch (space)
        {
            case "cosinesimil": return (1 + Distance.Cosine(one, other)) / 2;
            case "innerproduct":
                var product = Distance.Dot(one, other);
                return product > 0 ? product + 1 : 1 / (1 - product);
            case "l2":
                return 1 / (1 + Distance.Squared(one, other));
            default: throw new SearchException(400, "illegal_argument_exception", $"the local run does not know the space [{space}]");
        }
    }
}

using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>Several queries whose scores are made comparable first, each by its least and its greatest, and then averaged: OpenSearch's default normalization.</summary>
internal static class HybridQuery
{
    private const int MostQueries = 5;

    public static SearchQuery Read(JsonNode? body, SearchIndex index)
    {
        if (body?["queries"] is not JsonArray { Count: > 0 } given) throw SearchException.Parsing("requires 'queries' field with at least one clause");
        if (given.Count > MostQueries) throw SearchException.Parsing($"Number of sub-queries exceeds maximum supported by [hybrid] query [{MostQueries}]");
        var parts = given.Select(each => Normalized(SearchQuery.Read(each, index), index)).ToList();
        return new SearchQuery(document =>
        {
            var scores = parts.Select(part => part.GetValueOrDefault(document.Id, -1)).ToList();
            return scores.All(score => score < 0) ? null : scores.Sum(score => Math.Max(score, 0)) / parts.Count;
        });
    }

    private static Dictionary<string, double> Normalized(SearchQuery query, SearchIndex index)
    {
        var found = index.Documents.Select(document => (document.Id, Score: query.Score(document))).Where(each => each.Score is not null).ToList();
        if (found.Count == 0) return [];
        var (least, most) = (found.Min(each => each.Score!.Value), found.Max(each => each.Score!.Value));
        // The last one is not nothing.
        const double floor = 0.001;
        return found.ToDictionary(each => each.Id, each => most > least ? Math.Max((each.Score!.Value - least) / (most - least), floor) : 1, StringComparer.Ordinal);
    }
}

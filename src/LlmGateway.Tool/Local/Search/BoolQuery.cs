using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>Queries that must, should or must not match.</summary>
internal static class BoolQuery
{
    private static readonly string[] Known = ["must", "should", "filter", "must_not", "minimum_should_match", "boost"];

    public static SearchQuery Read(JsonNode? body, SearchIndex index)
    {
        if (body is not JsonObject clauses) throw SearchException.Parsing("[bool] query malformed, no start_object after query name");
        foreach (var (name, _) in clauses)
            if (!Known.Contains(name)) throw SearchException.Parsing($"[bool] query does not support [{name}]");
        List<SearchQuery> Of(string name) => [.. clauses[name] switch
        {
            null => [],
            JsonArray many => many.Select(each => SearchQuery.Read(each, index)),
            var one => [SearchQuery.Read(one, index)],
        }];
        var (must, should, filter, not) = (Of("must"), Of("should"), Of("filter"), Of("must_not"));
        var least = clauses["minimum_should_match"] is { } given ? int.Parse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture) : must.Count + filter.Count == 0 && should.Count > 0 ? 1 : 0;
        return new SearchQuery(document =>
        {
            if (filter.Any(each => each.Score(document) is null) || not.Any(each => each.Score(document) is not null)) return null;
            double score = 0;
            foreach (var each in must)
            {
                if (each.Score(document) is not { } part) return null;
                score += part;
            }
            var matched = should.Select(each => each.Score(document)).OfType<double>().ToList();
            return matched.Count < least ? null : score + matched.Sum();
        });
    }
}

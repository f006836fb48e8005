using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>Words in a field, scored as Lucene does (BM25).</summary>
internal static class MatchQuery
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    public static SearchQuery Read(JsonNode? body, SearchIndex index)
    {
        var (field, given) = SearchQuery.FieldOf(body, "match");
        var form = given as JsonObject;
        var text = (form is null ? given : form["query"])?.ToString() ?? throw SearchException.Parsing("No text specified for text query");
        var boost = form?["boost"]?.GetValue<double>() ?? 1;
        var all = string.Equals(form?["operator"]?.ToString(), "and", StringComparison.OrdinalIgnoreCase);
        if (index.Fields.IsKeyword(field)) return new SearchQuery(document => document.ValuesOf(field).Contains(text) ? boost : null);

        var wanted = SearchDocument.Words(text).Distinct().ToList();
        var allWords = index.WordsOf(field);
        var rarity = wanted.ToDictionary(word => word, word =>
        {
            var with = allWords.DocumentsWith.GetValueOrDefault(word);
            return Math.Log(1 + (allWords.Documents - with + 0.5) / (with + 0.5));
        }, StringComparer.Ordinal);
        return new SearchQuery(document =>
        {
            var words = document.WordsOf(field);
            var found = wanted.Where(words.ContainsKey).ToList();
            if (found.Count == 0 || (all && found.Count < wanted.Count)) return null;
            var length = words.Values.Sum();
            return boost * found.Sum(word => rarity[word] * words[word] / (words[word] + Saturation * (1 - LengthWeight + LengthWeight * length / allWords.MeanLength)));
        });
    }
}

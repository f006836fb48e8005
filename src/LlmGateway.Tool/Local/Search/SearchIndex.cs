using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>Documents in memory, searched one by one: exact where OpenSearch's own vectors are approximate.</summary>
internal sealed class SearchIndex
{
    private const int DefaultSize = 10;
    private readonly ConcurrentDictionary<string, SearchDocument> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WordStatistics> _words = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly JsonObject _settings;
    private readonly JsonObject _mappings;

    public SearchIndex(string name, JsonObject definition)
    {
        _name = name;
        _settings = (definition["settings"] as JsonObject)?.DeepClone() as JsonObject ?? [];
        _mappings = (definition["mappings"] as JsonObject)?.DeepClone() as JsonObject ?? [];
        Fields = SearchFields.Read(_mappings, _settings);
    }

    public SearchFields Fields { get; }

    /// <summary>What scores of words need to know of all documents; counted anew after one changed.</summary>
    public WordStatistics WordsOf(string field) => _words.GetOrAdd(field, name => WordStatistics.Of(Documents, name));

    public IEnumerable<SearchDocument> Documents => _documents.Values;

    public JsonObject Describe() => new() { ["aliases"] = new JsonObject(), ["mappings"] = _mappings.DeepClone(), ["settings"] = _settings.DeepClone() };

    /// <returns>It is new.</returns>
    public bool Put(string id, JsonObject source)
    {
        var document = SearchDocument.Read(id, source, Fields);
        var created = true;
        _documents.AddOrUpdate(id, document, (_, _) =>
        {
            created = false;
            return document;
        });
        _words.Clear();
        return created;
    }

    public (int, JsonNode?) Get(string id) => _documents.TryGetValue(id, out var document)
        ? (200, new JsonObject { ["_index"] = _name, ["_id"] = id, ["found"] = true, ["_source"] = document.Source.DeepClone() })
        : (404, new JsonObject { ["_index"] = _name, ["_id"] = id, ["found"] = false });

    public (int, JsonNode?) Delete(string id)
    {
        var found = _documents.TryRemove(id, out _);
        _words.Clear();
        return (found ? 200 : 404, new JsonObject { ["_index"] = _name, ["_id"] = id, ["result"] = found ? "deleted" : "not_found" });
    }

    public JsonObject DeleteBy(JsonObject request, CancellationToken gone)
    {
        var hits = Matches(request, gone);
        foreach (var (document, _) in hits) _documents.TryRemove(document.Id, out _);
        _words.Clear();
        return new JsonObject { ["deleted"] = hits.Count, ["failures"] = new JsonArray() };
    }

    public JsonObject Count(JsonObject request, CancellationToken gone) => new() { ["count"] = Matches(request, gone).Count, ["_shards"] = Shards() };

    public JsonObject Search(JsonObject request, CancellationToken gone)
    {
        var hits = Matches(request, gone);
        var (from, size) = (request["from"]?.GetValue<int>() ?? 0, request["size"]?.GetValue<int>() ?? DefaultSize);
        var shown = hits.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Document.Id, StringComparer.Ordinal).Skip(from).Take(size).Select(hit => (JsonNode)new JsonObject
        {
            ["_index"] = _name, ["_id"] = hit.Document.Id, ["_score"] = hit.Score, ["_source"] = SourceFilter.Apply(hit.Document.Source, request["_source"]),
        });
        return new JsonObject
        {
            ["took"] = 1, ["timed_out"] = false, ["_shards"] = Shards(),
            ["hits"] = new JsonObject
            {
                ["total"] = new JsonObject { ["value"] = hits.Count, ["relation"] = "eq" },
                ["max_score"] = hits.Count == 0 ? null : JsonValue.Create(hits.Max(hit => hit.Score)),
                ["hits"] = new JsonArray([.. shown]),
            },
        };
    }

    private List<(SearchDocument Document, double Score)> Matches(JsonObject request, CancellationToken gone)
    {
        var query = SearchQuery.Read(request["query"], this);
        List<(SearchDocument, double)> found = [];
        foreach (var document in Documents)
        {
            gone.ThrowIfCancellationRequested();
            if (query.Score(document) is { } score) found.Add((document, score));
        }
        return found;
    }

    private static JsonObject Shards() => new() { ["total"] = 1, ["successful"] = 1, ["skipped"] = 0, ["failed"] = 0 };
}

using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>A document, its vectors ready to be compared and its texts taken apart into words when they are first asked for.</summary>
internal sealed class SearchDocument
{
    private readonly Dictionary<string, float[]> _vectors;
    private readonly Dictionary<string, IReadOnlyDictionary<string, int>> _words = new(StringComparer.Ordinal);

    private SearchDocument(string id, JsonObject source, Dictionary<string, float[]> vectors) => (Id, Source, _vectors) = (id, source, vectors);

    public string Id { get; }
    public JsonObject Source { get; }

    /// <exception cref="SearchException">A vector is none, or of another length than the mapping says.</exception>
    public static SearchDocument Read(string id, JsonObject source, SearchFields fields)
    {
        Dictionary<string, float[]> vectors = new(StringComparer.Ordinal);
        foreach (var (name, dimension) in fields.Vectors)
        {
            if (source[name] is not { } value) continue;
            var vector = value is JsonArray parts ? parts.Select(part => part!.GetValue<float>()).ToArray() : throw new SearchException(400, "mapper_parsing_exception", $"failed to parse field [{name}] of type [knn_vector]");
            if (vector.Length != dimension) throw new SearchException(400, "mapper_parsing_exception", $"Vector dimension mismatch. Expected: {dimension}, Given: {vector.Length}");
            vectors[name] = vector;
        }
        return new SearchDocument(id, source, vectors);
    }

    public float[]? VectorOf(string field) => _vectors.GetValueOrDefault(field);

    /// <summary>The values of a field, each as text.</summary>
    public IEnumerable<string> ValuesOf(string field)
    {
        var name = field.EndsWith(".keyword", StringComparison.Ordinal) ? field[..^".keyword".Length] : field;
        return Source[name] switch
        {
            JsonArray many => many.OfType<JsonValue>().Select(value => value.ToString()),
            JsonValue one => [one.ToString()],
            _ => [],
        };
    }

    /// <summary>How often each word stands in a field.</summary>
    public IReadOnlyDictionary<string, int> WordsOf(string field)
    {
        lock (_words)
        {
            if (_words.TryGetValue(field, out var known)) return known;
            return _words[field] = Words(string.Join(' ', ValuesOf(field))).GroupBy(word => word, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        }
    }

    /// <summary>As OpenSearch's standard analyzer: runs of letters and digits, in lower case.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var inWord = at < text.Length && char.IsLetterOrDigit(text[at]);
            if (inWord && start < 0) start = at;
            if (inWord || start < 0) continue;
            yield return text[start..at].ToLowerInvariant();
            start = -1;
        }
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>The indexes of one domain, and the operations that find, fill and drop them.</summary>
internal sealed class SearchIndexes
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \"*\\<|,>/?#");

    private readonly ConcurrentDictionary<string, SearchIndex> _indexes = new(StringComparer.Ordinal);

    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Its parts.</param>
    /// <param name="body">JSON, or lines of it.</param>
    /// <param name="gone">Nobody waits any more: a search ends, and leaves the processor to others.</param>
    /// <exception cref="SearchException">Refused, in OpenSearch's words.</exception>
    public (int Status, JsonNode? Body) Handle(string method, IReadOnlyList<string> path, ReadOnlyMemory<byte> body, CancellationToken gone) => (method, path) switch
    {
        ("GET" or "HEAD", []) => (200, method == "HEAD" ? null : About()),
        ("POST" or "PUT", ["_bulk"]) => (200, Bulk(null, body)),
        ("POST" or "GET", ["_msearch"]) => (200, SearchAll(null, body, gone)),
        ("PUT", [var name]) => (200, Create(name, body)),
        ("HEAD", [var name]) => (_indexes.ContainsKey(name) ? 200 : 404, null),
        ("GET", [var name]) => (200, new JsonObject { [name] = Find(name).Describe() }),
        ("DELETE", [var name]) => (200, Drop(name)),
        ("GET", [var name, "_mapping"]) => (200, new JsonObject { [name] = new JsonObject { ["mappings"] = Find(name).Describe()["mappings"]!.DeepClone() } }),
        ("POST" or "PUT", [var name, "_bulk"]) => (200, Bulk(name, body)),
        ("POST" or "GET", [var name, "_search"]) => (200, Find(name).Search(Json(body), gone)),
        ("POST" or "GET", [var name, "_msearch"]) => (200, SearchAll(name, body, gone)),
        ("POST" or "GET", [var name, "_count"]) => (200, Find(name).Count(Json(body), gone)),
        ("POST" or "GET", [var name, "_refresh"]) => (200, Refreshed(name)),
        ("POST", [var name, "_doc"]) => Put(name, Guid.NewGuid().ToString("N"), body),
        ("POST" or "PUT", [var name, "_doc", var id]) => Put(name, id, body),
        ("GET" or "HEAD", [var name, "_doc", var id]) => Find(name).Get(id),
        ("DELETE", [var name, "_doc", var id]) => Find(name).Delete(id),
        ("POST", [var name, "_delete_by_query"]) => (200, Find(name).DeleteBy(Json(body), gone)),
        _ => throw new SearchException(400, "illegal_argument_exception", $"the local run has no handler for {method} /{string.Join('/', path)}"),
    };

    private static JsonObject About() => new()
    {
        ["name"] = "local", ["cluster_name"] = "local", ["version"] = new JsonObject { ["distribution"] = "opensearch", ["number"] = "2.19.0" }, ["tagline"] = "The OpenSearch Project: https://opensearch.org/",
    };

    private SearchIndex Find(string name) => _indexes.GetValueOrDefault(name) ?? throw SearchException.NoIndex(name);

    private JsonObject Create(string name, ReadOnlyMemory<byte> body)
    {
        if (name.Length == 0 || "_-+".Contains(name[0], StringComparison.Ordinal) || name.Any(char.IsAsciiLetterUpper) || name.AsSpan().ContainsAny(NotInNames))
            throw new SearchException(400, "invalid_index_name_exception", $"Invalid index name [{name}]");
        if (!_indexes.TryAdd(name, new SearchIndex(name, Json(body)))) throw new SearchException(400, "resource_already_exists_exception", $"index [{name}] already exists");
        return new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = name };
    }

    private JsonObject Drop(string name) => _indexes.TryRemove(name, out _) ? new JsonObject { ["acknowledged"] = true } : throw SearchException.NoIndex(name);

    private JsonObject Refreshed(string name)
    {
        Find(name);
        return new JsonObject { ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 } };
    }

    private (int, JsonNode?) Put(string name, string id, ReadOnlyMemory<byte> body)
    {
        // As OpenSearch does: an index that nobody made is made of its first document.
        var index = _indexes.GetOrAdd(name, static each => new SearchIndex(each, []));
        var created = index.Put(id, Json(body));
        return (created ? 201 : 200, Written(name, id, created ? "created" : "updated"));
    }

    private static JsonObject Written(string name, string id, string result) => new() { ["_index"] = name, ["_id"] = id, ["result"] = result, ["_version"] = 1, ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 } };

    private JsonObject Bulk(string? index, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || body.Span[^1] != (byte)'\n') throw new SearchException(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]");
        var items = new JsonArray();
        var errors = false;
        var lines = Lines(body);
        for (var at = 0; at < lines.Count; at++)
        {
            var (action, head) = ((JsonObject)JsonNode.Parse(lines[at])!).First();
            var name = head?["_index"]?.ToString() ?? index ?? throw new SearchException(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            var id = head?["_id"]?.ToString() ?? Guid.NewGuid().ToString("N");
            JsonObject outcome;
            try
            {
                outcome = action switch
                {
                    "index" or "create" => WithStatus(Put(name, id, Encoding.UTF8.GetBytes(lines[++at]))),
                    "delete" => WithStatus(Find(name).Delete(id)),
                    _ => throw new SearchException(400, "illegal_argument_exception", $"Malformed action/metadata line, expected one of [create, delete, index, update] but found [{action}]"),
                };
            }
            catch (SearchException refused) when (action is "index" or "create" or "delete")
            {
                errors = true;
                outcome = new JsonObject { ["_index"] = name, ["_id"] = id, ["status"] = refused.Status, ["error"] = refused.ToJson()["error"]!.DeepClone() };
            }
            items.Add((JsonNode)new JsonObject { [action] = outcome });
        }
        return new JsonObject { ["took"] = 1, ["errors"] = errors, ["items"] = items };

        static JsonObject WithStatus((int Status, JsonNode? Body) answer)
        {
            var outcome = (JsonObject)answer.Body!;
            outcome["status"] = answer.Status;
            return outcome;
        }
    }

    private JsonObject SearchAll(string? index, ReadOnlyMemory<byte> body, CancellationToken gone)
    {
        var lines = Lines(body);
        var answers = new JsonArray();
        for (var at = 0; at + 1 < lines.Count; at += 2)
        {
            try
            {
                var name = (JsonNode.Parse(lines[at]) as JsonObject)?["index"]?.ToString() ?? index ?? throw new SearchException(400, "illegal_argument_exception", "no index");
                var answer = Find(name).Search((JsonObject)JsonNode.Parse(lines[at + 1])!, gone);
                answer["status"] = 200;
                answers.Add((JsonNode)answer);
            }
            catch (SearchException refused)
            {
                answers.Add((JsonNode)refused.ToJson());
            }
        }
        return new JsonObject { ["took"] = 1, ["responses"] = answers };
    }

    private static List<string> Lines(ReadOnlyMemory<byte> body) => [.. Encoding.UTF8.GetString(body.Span).Split('\n').Where(line => line.Length > 0)];

    private static JsonObject Json(ReadOnlyMemory<byte> body) => body.IsEmpty ? [] : JsonNode.Parse(body.Span) as JsonObject ?? throw SearchException.Parsing("the body is no object");
}

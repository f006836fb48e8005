using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Knowledge.OpenSearch;

/// <summary>OpenSearch's JSON over signed HTTP, for a domain or a serverless collection: https://docs.opensearch.org/latest/api-reference/.</summary>
internal sealed class OpenSearchClient(AwsHttp http)
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";

    /// <summary>Makes an index for passages: a vector that is searched by cosine, the text as words, and every other field as a keyword.</summary>
    /// <exception cref="AwsServiceException">OpenSearch refused, also because there is one of that name.</exception>
    public async Task CreateIndexAsync(string index, string vectorField, int dimensions, string textField, IEnumerable<string> keywordFields, CancellationToken cancellationToken)
    {
        using var _ = await CallAsync(HttpMethod.Put, $"/{Name(index)}", json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("settings");
            json.WriteBoolean("index.knn", true);
            json.WriteEndObject();
            json.WriteStartObject("mappings");
            json.WriteStartObject("properties");
            json.WriteStartObject(vectorField);
            json.WriteString("type", "knn_vector");
            json.WriteNumber("dimension", dimensions);
            json.WriteStartObject("method");
            json.WriteString("name", "hnsw");
            json.WriteString("engine", "faiss");
            json.WriteString("space_type", "cosinesimil");
            json.WriteEndObject();
            json.WriteEndObject();
            WriteField(json, textField, "text");
            foreach (var field in keywordFields) WriteField(json, field, "keyword");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }, cancellationToken);
    }

    /// <summary>Puts documents in, each in the place of one with the same id.</summary>
    /// <returns>Those that were refused, with the reason: 429 may be tried again.</returns>
    /// <exception cref="AwsServiceException">OpenSearch refused the request as a whole.</exception>
    public async Task<IReadOnlyList<RefusedDocument>> PutAsync(string index, IReadOnlyList<IndexedDocument> documents, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var document in documents)
        {
            WriteLine(body, json =>
            {
                json.WriteStartObject();
                json.WriteStartObject("index");
                // Serverless collections for vectors choose ids themselves.
                if (document.Id is not null) json.WriteString("_id", document.Id);
                json.WriteEndObject();
                json.WriteEndObject();
            });
            WriteLine(body, document.Write);
        }
        using var answer = await CallAsync(HttpMethod.Post, $"/{Name(index)}/_bulk", body.WrittenMemory, Lines, cancellationToken);
        if (!answer.RootElement.GetProperty("errors").GetBoolean()) return [];
        return [.. answer.RootElement.GetProperty("items").EnumerateArray().Select((item, at) => (Outcome: item.EnumerateObject().First().Value, at))
            .Where(each => each.Outcome.GetProperty("status").GetInt32() >= 300)
            .Select(each => new RefusedDocument(each.at, each.Outcome.GetProperty("status").GetInt32(), each.Outcome.TryGetProperty("error", out var error) ? error.ToString() : ""))];
    }

    /// <summary>Takes a document out; none of that id is no error.</summary>
    public async Task DeleteAsync(string index, string id, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(HttpMethod.Delete, $"/{Name(index)}/_doc/{Uri.EscapeDataString(id)}", default, Json, cancellationToken);
        if (response.StatusCode != System.Net.HttpStatusCode.NotFound) await ThrowIfRefusedAsync(response, cancellationToken);
    }

    public async Task<long> CountAsync(string index, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(HttpMethod.Post, $"/{Name(index)}/_count", json => { json.WriteStartObject(); json.WriteEndObject(); }, cancellationToken);
        return answer.RootElement.GetProperty("count").GetInt64();
    }

    /// <summary>Searches once.</summary>
    /// <param name="index">Where.</param>
    /// <param name="writeSearch">The search: an object with <c>query</c> and <c>size</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<OpenSearchHit>> SearchAsync(string index, Action<Utf8JsonWriter> writeSearch, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(HttpMethod.Post, $"/{Name(index)}/_search", writeSearch, cancellationToken);
        return HitsOf(answer.RootElement);
    }

    /// <summary>Several searches on one way there and back.</summary>
    /// <returns>The hits of each.</returns>
    /// <exception cref="AwsServiceException">OpenSearch refused, if only one of them.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<OpenSearchHit>>> SearchAllAsync(string index, IReadOnlyList<Action<Utf8JsonWriter>> searches, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var search in searches)
        {
            body.Write("{}\n"u8);
            WriteLine(body, search);
        }
        using var answer = await CallAsync(HttpMethod.Post, $"/{Name(index)}/_msearch", body.WrittenMemory, Lines, cancellationToken);
        return [.. answer.RootElement.GetProperty("responses").EnumerateArray().Select(each =>
            each.TryGetProperty("error", out var error)
                ? throw new AwsServiceException(each.TryGetProperty("status", out var status) ? status.GetInt32() : 500, "SearchFailed", error.ToString())
                : HitsOf(each))];
    }

    private static List<OpenSearchHit> HitsOf(JsonElement answer) => [.. answer.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => new OpenSearchHit(
        hit.GetProperty("_id").GetString()!,
        hit.TryGetProperty("_score", out var score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : 0,
        // The document that it stands in is gone when the caller reads it.
        hit.TryGetProperty("_source", out var source) ? source.Clone() : default))];

    private Task<JsonDocument> CallAsync(HttpMethod method, string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options)) write(json);
        return CallAsync(method, path, body.WrittenMemory, Json, cancellationToken);
    }

    private async Task<JsonDocument> CallAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, string type, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(method, path, body, type, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new AwsServiceException((int)response.StatusCode, TypeOf(text), text.Length > 500 ? text[..500] : text, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>OpenSearch names its errors inside of <c>error</c>; the service in front of it does otherwise.</summary>
    private static string TypeOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out var type) ? type.GetString() ?? "OpenSearchError" : "OpenSearchError";
        }
        catch (JsonException)
        {
            return "OpenSearchError";
        }
    }

    private static void WriteLine(ArrayBufferWriter<byte> body, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options)) write(json);
        body.Write("\n"u8);
    }

    private static void WriteField(Utf8JsonWriter json, string name, string type)
    {
        json.WriteStartObject(name);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static string Name(string index) => Uri.EscapeDataString(index);
}

/// <summary>A document to put in.</summary>
/// <param name="Id">Null: OpenSearch chooses one.</param>
/// <param name="Write">Writes it as an object.</param>
internal sealed record IndexedDocument(string? Id, Action<Utf8JsonWriter> Write);

/// <summary>A document that was not put in.</summary>
/// <param name="At">Its place in the list.</param>
/// <param name="Status">429: too much at once.</param>
/// <param name="Reason">In OpenSearch's words.</param>
internal sealed record RefusedDocument(int At, int Status, string Reason);

/// <summary>A document that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">Greater is nearer.</param>
/// <param name="Source">Its fields.</param>
internal sealed record OpenSearchHit(string Id, double Score, JsonElement Source)
{
    /// <summary>A field's text; null: it has none, or no text.</summary>
    public string? TextOf(string field) =>
        Source.ValueKind == JsonValueKind.Object && Source.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

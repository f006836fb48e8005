using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge.OpenSearch;

namespace LlmGateway.Core.Answers.Near;

/// <summary>Vectors of questions in an index of OpenSearch, which the first question makes.</summary>
/// <param name="client">Of the domain or collection.</param>
/// <param name="index">Its name.</param>
/// <param name="choosesIds">Serverless collections for vectors give documents ids of their own.</param>
/// <param name="time">Tells what has expired.</param>
internal sealed class NearOpenSearch(OpenSearchClient client, string index, bool choosesIds, TimeProvider time) : INearStore
{
    private const int NotFound = 404;

    private volatile bool _isThere;

    public async Task<IReadOnlyList<NearQuestion>> FindAsync(IReadOnlyList<string> families, float[] vector, double within, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<OpenSearchHit>> found;
        try
        {
            found = await client.SearchAllAsync(index, [.. families.Select<string, Action<Utf8JsonWriter>>(family => json => WriteSearch(json, family, vector))], cancellationToken);
        }
        catch (AwsServiceException missing) when (missing.Status == NotFound)
        {
            return [];
        }
        _isThere = true;
        var (near, now) = (new List<NearQuestion>(), time.GetUtcNow().ToUnixTimeSeconds());
        foreach (var (hits, family) in found.Zip(families))
        {
            foreach (var hit in hits)
            {
                // The score of cosine similarity: https://docs.opensearch.org/latest/field-types/supported-field-types/knn-spaces/.
                var distance = 2 - 2 * hit.Score;
                if (hit.Source.TryGetProperty(NearPlace.ExpiresAt, out var end) && end.ValueKind == JsonValueKind.Number && end.GetInt64() <= now) await client.DeleteAsync(index, hit.Id, cancellationToken);
                else if (distance <= within && hit.TextOf(NearPlace.AnswerKey) is { } key && hit.TextOf(NearPlace.Question) is { } question) near.Add(new NearQuestion(new NearEntry(key, question, []), family, distance));
            }
        }
        // Where ids are not ours, an answer that was made anew is there twice.
        return [.. near.OrderBy(each => each.Distance).DistinctBy(each => (each.Family, each.Entry.AnswerKey))];
    }

    public Task<bool> HasAsync(string family, string answerKey, CancellationToken cancellationToken) => Task.FromResult(false);

    public async Task AddAsync(string family, NearEntry entry, long? expiresAt, CancellationToken cancellationToken)
    {
        await EnsureIndexAsync(entry.Vector.Length, cancellationToken);
        var refused = await client.PutAsync(index, [new IndexedDocument(choosesIds ? null : NearPlace.IdOf(family, entry.AnswerKey), json =>
        {
            json.WriteStartObject();
            json.WriteString(NearPlace.Family, family);
            json.WriteString(NearPlace.AnswerKey, entry.AnswerKey);
            json.WriteString(NearPlace.Question, entry.Question);
            if (expiresAt is { } end) json.WriteNumber(NearPlace.ExpiresAt, end);
            json.WriteStartArray(NearPlace.Vector);
            foreach (var part in entry.Vector) json.WriteNumberValue(part);
            json.WriteEndArray();
            json.WriteEndObject();
        })], cancellationToken);
        if (refused is [var first, ..]) throw new AwsServiceException(first.Status, "DocumentRefused", first.Reason);
    }

    /// <summary>Made by hand, since what OpenSearch makes of a first document has no vectors in it.</summary>
    private async Task EnsureIndexAsync(int dimensions, CancellationToken cancellationToken)
    {
        if (_isThere) return;
        try
        {
            await client.CreateIndexAsync(index, NearPlace.Vector, dimensions, NearPlace.Question, [NearPlace.Family, NearPlace.AnswerKey], cancellationToken);
        }
        catch (AwsServiceException there) when (there.Type == "resource_already_exists_exception")
        {
            // Another process was faster.
        }
        _isThere = true;
    }

    private static void WriteSearch(Utf8JsonWriter json, string family, float[] vector)
    {
        json.WriteStartObject();
        json.WriteNumber("size", NearPlace.Most);
        json.WriteStartObject("_source");
        json.WriteStartArray("excludes");
        json.WriteStringValue(NearPlace.Vector);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("query");
        OpenSearchQueries.WriteNear(json, NearPlace.Vector, vector, NearPlace.Most, NearPlace.Family, family);
        json.WriteEndObject();
    }
}

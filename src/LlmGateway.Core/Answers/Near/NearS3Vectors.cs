using System.Text.Json;
using LlmGateway.Core.Knowledge.S3Vectors;

namespace LlmGateway.Core.Answers.Near;

/// <summary>Vectors of questions in an S3 Vectors index that measures by cosine, their families in the vectors' metadata.</summary>
internal sealed class NearS3Vectors(S3VectorsClient client, string indexArn, TimeProvider time) : INearStore
{
    public async Task<IReadOnlyList<NearQuestion>> FindAsync(IReadOnlyList<string> families, float[] vector, double within, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(families.Select(family => FindAsync(family, vector, within, cancellationToken)));
        // S3 Vectors deletes nothing by itself: whoever meets what has expired takes it out.
        if (found.SelectMany(each => each.Expired).ToList() is { Count: > 0 } expired) await client.DeleteAsync(indexArn, expired, cancellationToken);
        return [.. found.SelectMany(each => each.Near).OrderBy(near => near.Distance)];
    }

    public Task<bool> HasAsync(string family, string answerKey, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task AddAsync(string family, NearEntry entry, long? expiresAt, CancellationToken cancellationToken) => client.PutAsync(indexArn, [new StoredVector(NearPlace.IdOf(family, entry.AnswerKey), entry.Vector, json =>
    {
        json.WriteString(NearPlace.Family, family);
        json.WriteString(NearPlace.AnswerKey, entry.AnswerKey);
        json.WriteString(NearPlace.Question, entry.Question);
        if (expiresAt is { } end) json.WriteNumber(NearPlace.ExpiresAt, end);
    })], cancellationToken);

    private async Task<(List<NearQuestion> Near, List<string> Expired)> FindAsync(string family, float[] vector, double within, CancellationToken cancellationToken)
    {
        var (near, expired, now) = (new List<NearQuestion>(), new List<string>(), time.GetUtcNow().ToUnixTimeSeconds());
        foreach (var found in await client.QueryAsync(indexArn, vector, NearPlace.Most, new Dictionary<string, string> { [NearPlace.Family] = family }, cancellationToken))
        {
            if (found.Metadata.TryGetProperty(NearPlace.ExpiresAt, out var end) && end.ValueKind == JsonValueKind.Number && end.GetInt64() <= now) expired.Add(found.Key);
            else if (found.Distance <= within && found.TextOf(NearPlace.AnswerKey) is { } key && found.TextOf(NearPlace.Question) is { } question) near.Add(new NearQuestion(new NearEntry(key, question, []), family, found.Distance));
        }
        return (near, expired);
    }
}

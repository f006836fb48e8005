using System.Text.Json;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Import;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Import;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Seed;

/// <summary>Makes vectors of the questions of a file, so that its answers are found in other words from the first day.</summary>
internal sealed class SeedVectors(IEmbedder embedder, INearStore store, CacheDocument cache, TimeProvider time)
{
    private const int TextsAtOnce = 96;

    /// <summary>Of the quarter of an hour that a deployment gives; the import took its part before.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(9);

    private readonly NearDocument _rules = cache.Near!;

    /// <param name="file">Its rows are right, and imported.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SeededVectors> RunAsync(string file, CancellationToken cancellationToken)
    {
        var (began, counted, leftOut) = (time.GetTimestamp(), new SeededVectors(), 0L);
        await foreach (var questions in QuestionsAsync(file, cancellationToken).Chunk(TextsAtOnce).WithCancellation(cancellationToken))
        {
            List<SeededQuestion> wanted = [];
            foreach (var question in questions)
                if (!await store.HasAsync(question.Family, question.Key, cancellationToken)) wanted.Add(question);
            if (wanted.Count == 0) continue;
            if (time.GetElapsedTime(began) > MostTime)
            {
                leftOut += wanted.Count;
                continue;
            }
            var made = await embedder.EmbedAsync(
                new EmbeddingCall(ModelCatalog.ToModel(_rules.Model), [.. wanted.Select(each => each.Question)]) { Dimensions = _rules.Dimensions, Purpose = EmbeddingPurpose.Query }, cancellationToken);
            for (var i = 0; i < wanted.Count; i++) await store.AddAsync(wanted[i].Family, new NearEntry(wanted[i].Key, wanted[i].Question, UnitVector.Of(made.Vectors[i])), wanted[i].ExpiresAt, cancellationToken);
            counted = counted with { Made = counted.Made + wanted.Count };
        }
        return counted with { LeftOut = leftOut };
    }

    private async IAsyncEnumerable<SeededQuestion> QuestionsAsync(string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (keys, now) = (new QuestionKeys(cache), time.GetUtcNow().ToUnixTimeSeconds());
        Dictionary<string, int> perFamily = new(StringComparer.Ordinal);
        await using var stream = File.OpenRead(file);
        var records = await RecordReader.OpenAsync(stream, null, cancellationToken);
        var rows = RowReader.Of(keys)(records.Format, file);
        await foreach (var record in records.ReadAsync(cancellationToken))
        {
            foreach (var item in rows.Read(record))
            {
                if (Question(item, keys) is not { } question || question.ExpiresAt <= now) continue;
                var number = perFamily[question.Family] = perFamily.GetValueOrDefault(question.Family) + 1;
                // The table keeps no more of a scope: each further one would take an earlier one's place.
                if (store is not NearTable || number <= _rules.MostQuestions) yield return question;
            }
        }
    }

    private static SeededQuestion? Question(ImportItem item, QuestionKeys keys)
    {
        using var json = JsonDocument.Parse(item.Json);
        string? Value(string name, string type) => json.RootElement.TryGetProperty(name, out var value) && value.TryGetProperty(type, out var text) ? text.GetString() : null;
        return Value(HandlerContract.Answers.Question, "S") is { } question && keys.FamilyOfItem(item.Key, question, Value(HandlerContract.Answers.Model, "S")) is { } family
            ? new SeededQuestion(item.Key, question, family, long.TryParse(Value(HandlerContract.Answers.ExpiresAt, "N"), out var end) ? end : null) : null;
    }

    private sealed record SeededQuestion(string Key, string Question, string Family, long? ExpiresAt);
}

/// <summary>What became of a file's questions.</summary>
/// <param name="Made">Vectors that were made.</param>
/// <param name="LeftOut">Questions for whose vectors there was no time.</param>
internal sealed record SeededVectors(long Made = 0, long LeftOut = 0);

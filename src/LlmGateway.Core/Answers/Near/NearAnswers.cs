using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;

namespace LlmGateway.Core.Answers.Near;

/// <summary>Finds questions that ask the same in other words.</summary>
internal sealed class NearAnswers(IEmbedder embedder, INearStore store, NearDocument rules)
{
    /// <summary>Whoever writes more says too much in it for another one to ask the same.</summary>
    private const int MostCharacters = 2_000;

    /// <summary>Whoever is not among the nearest is no paraphrase; where thousands of questions are alike but for a number, a look at each would take longer than the model.</summary>
    private const int MostLooks = 100;

    /// <summary>Answers to read at most for one question.</summary>
    private const int MostCandidates = 5;

    private readonly CatalogModel _model = ModelCatalog.ToModel(rules.Model);

    /// <returns>Null: nearness says nothing about it.</returns>
    public async Task<float[]?> VectorOfAsync(string question, CancellationToken cancellationToken)
    {
        if (question.Length > MostCharacters || string.IsNullOrWhiteSpace(question) || !AskedWords.Of(question).IsReadable) return null;
        // Both sides are questions, and made alike.
        var made = await embedder.EmbedAsync(new EmbeddingCall(_model, [question]) { Dimensions = rules.Dimensions, Purpose = EmbeddingPurpose.Query }, cancellationToken);
        return UnitVector.Of(made.Vectors[0]);
    }

    /// <returns>Those that ask the same, the nearest first.</returns>
    public async Task<IReadOnlyList<NearQuestion>> FindAsync(IReadOnlyList<string> families, string question, float[] vector, CancellationToken cancellationToken)
    {
        var near = await store.FindAsync(families, vector, 1 - rules.Threshold, cancellationToken);
        return [.. near.Take(MostLooks).Where(found => SecondLook.AskTheSame(question, found.Entry.Question)).Take(MostCandidates)];
    }

    public Task AddAsync(string family, NearEntry entry, long? expiresAt, CancellationToken cancellationToken) => store.AddAsync(family, entry, expiresAt, cancellationToken);
}

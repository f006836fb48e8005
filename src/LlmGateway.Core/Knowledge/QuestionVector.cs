using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Knowledge;

/// <summary>Turns a question into the vector by which passages are found.</summary>
internal sealed class QuestionVector(IEmbedder embedder, CatalogModel model, int? dimensions)
{
    /// <summary>What every embedding model takes, in the least favourable script: 8,000 tokens. A question that is longer is found by its beginning.</summary>
    private const int MostCharacters = 8000;

    public async Task<float[]> OfAsync(string question, CancellationToken cancellationToken)
    {
        var text = question.Length <= MostCharacters ? question : question[..(char.IsHighSurrogate(question[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)];
        var made = await embedder.EmbedAsync(new EmbeddingCall(model, [text]) { Dimensions = dimensions, Purpose = EmbeddingPurpose.Query }, cancellationToken);
        return made.Vectors[0];
    }
}

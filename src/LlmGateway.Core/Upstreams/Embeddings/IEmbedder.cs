using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>Turns texts into vectors, by whichever model.</summary>
internal interface IEmbedder
{
    /// <summary>The vectors as the model gives them: not each model makes them of length 1.</summary>
    /// <exception cref="GatewayException">The model makes no vectors, or its server refused or broke.</exception>
    Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken);

    /// <param name="model">Of the catalog, or one like it.</param>
    /// <param name="texts">None of them empty.</param>
    /// <param name="dimensions">Length of each vector; null: the model's own.</param>
    /// <param name="cancellationToken">Closes the calls.</param>
    /// <exception cref="GatewayException">The model makes no vectors, or its server refused or broke.</exception>
    Task<EmbeddedTexts> EmbedAsync(CatalogModel model, IReadOnlyList<string> texts, int? dimensions, CancellationToken cancellationToken) =>
        EmbedAsync(new EmbeddingCall(model, texts) { Dimensions = dimensions }, cancellationToken);
}

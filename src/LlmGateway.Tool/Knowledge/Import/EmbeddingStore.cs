using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Import;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Has a model make the vectors of passages before they go into their store.</summary>
/// <param name="store">Where they go.</param>
/// <param name="embedder">Makes vectors.</param>
/// <param name="model">Which model, as the gateway asks it.</param>
/// <param name="dimensions">Length of vectors; null: the model's own.</param>
internal sealed class EmbeddingStore(IBatchStore store, IEmbedder embedder, CatalogModel model, int? dimensions) : IBatchStore
{
    private const int TooManyRequests = 429;

    /// <summary>
    /// Texts in one turn: one call of a model that takes many, several at once of a model that takes one. What is made stays made when the next turn is refused.
    /// </summary>
    private readonly int _turn = Math.Clamp(model.Abilities.EmbeddingBatch, 8, 128);

    public string Name => store.Name;

    public int BatchSize => store.BatchSize;

    public async Task<IReadOnlyList<ImportItem>> PutAsync(IReadOnlyList<ImportItem> items, Action<ImportItem, string> reject, CancellationToken cancellationToken)
    {
        // One that comes again, after a throttle, has its vector.
        foreach (var bare in items.Cast<PassageItem>().Where(item => item.Vector is null).Chunk(_turn))
        {
            var made = await EmbedAsync(bare, cancellationToken);
            for (var i = 0; i < bare.Length; i++) bare[i].Vector = made[i];
        }
        return await store.PutAsync(items, reject, cancellationToken);
    }

    private async Task<IReadOnlyList<float[]>> EmbedAsync(PassageItem[] items, CancellationToken cancellationToken)
    {
        try
        {
            var texts = items.Select(item => item.Title is null ? item.Text : $"{item.Title}\n{item.Text}");
            return (await embedder.EmbedAsync(new EmbeddingCall(model, [.. texts]) { Dimensions = dimensions }, cancellationToken)).Vectors;
        }
        catch (GatewayException refused) when (refused.Error.Kind is ErrorKind.Throttled or ErrorKind.Overloaded or ErrorKind.Timeout)
        {
            throw new AwsServiceException(TooManyRequests, "ThrottlingException", refused.Message);
        }
        catch (GatewayException refused) when (refused.Error.Kind is ErrorKind.InvalidRequest or ErrorKind.ContextTooLong)
        {
            // One of them is at fault: it is found by halves.
            throw new AwsServiceException(400, "ValidationException", refused.Message);
        }
        catch (GatewayException refused) when (refused.InnerException is IOException or HttpRequestException)
        {
            throw new IOException(refused.Message, refused);
        }
        catch (GatewayException refused)
        {
            throw new ImportException($"{model.UpstreamModel} makes no vectors: {refused.Message}", refused);
        }
    }
}

using System.Globalization;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Import;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;
using LlmGateway.Tool.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Opens stores of knowledge to be filled.</summary>
internal sealed class KnowledgeStore(AwsServices aws, PassageSettings settings)
{
    private readonly IEmbedder _embedder = new UpstreamRouter(Connections.Create(), aws, TimeProvider.System);

    /// <exception cref="AwsServiceException">There is no such table, or it may not be described.</exception>
    public async Task<KnowledgePlace> OfTableAsync(string table, CancellationToken cancellationToken)
    {
        var dynamo = aws.DynamoDb();
        var key = new TableKey(await TableKeys.OfAsync(dynamo, table, cancellationToken));
        return new KnowledgePlace(
            new DynamoDbStore(dynamo, table, key), new ImportTarget("table", table), (format, file) => new TableRows(format, file, key, settings),
            [dynamo.Endpoint.Url.ToString(), dynamo.Endpoint.Region, table]);
    }

    /// <param name="vectors">The store, and what makes its vectors.</param>
    /// <param name="makeIndex">An index of OpenSearch that is not there is made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The model makes no vectors, or none of this length.</exception>
    /// <exception cref="AwsServiceException">There is no index, and none may be made.</exception>
    public async Task<KnowledgePlace> OfVectorsAsync(VectorSourceDocument vectors, bool makeIndex, CancellationToken cancellationToken)
    {
        var (model, fields) = (ModelCatalog.ToModel(vectors.Embedding), vectors.Fields ?? new PassageFields());
        Check(model, vectors.Dimensions);
        var (store, name) = vectors switch
        {
            { OpenSearch: { } place } => ((IBatchStore)OfIndex(place, fields), $"{place.Endpoint}/{place.Index}"),
            { S3Index: { } arn } => (new S3VectorsStore(new S3VectorsClient(aws.S3Vectors(arn.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : null)), arn, fields), arn),
            _ => throw new InvalidDataException("The source is of no kind that this version can fill."),
        };
        if (makeIndex && vectors.OpenSearch is { } wanted) await MakeAsync(wanted, fields, model, vectors.Dimensions, cancellationToken);
        return new KnowledgePlace(
            new EmbeddingStore(store, _embedder, model, vectors.Dimensions), new ImportTarget("index", name), (format, file) => new PassageRows(format, file, fields, settings),
            [name, model.UpstreamModel, vectors.Dimensions?.ToString(CultureInfo.InvariantCulture), fields.ToString()]);
    }

    /// <summary>Mistakes that would else be told once for each row.</summary>
    private static void Check(CatalogModel model, int? dimensions)
    {
        if (model.Upstream != UpstreamKinds.Bedrock) return;
        var family = EmbeddingFamily.Of(model.Abilities) ?? throw new InvalidDataException($"{model.UpstreamModel} makes no vectors; use a model such as amazon.titan-embed-text-v2:0.");
        if (dimensions is { } given && !family.Dimensions.Contains(given))
            throw new InvalidDataException($"Vectors of {model.UpstreamModel} have {string.Join(", ", family.Dimensions)} dimensions, not {given}.");
    }

    private OpenSearchStore OfIndex(Shared.OpenSearchDocument place, PassageFields fields) => new(Client(place), place.Index, fields, keepsIds: place.Serverless is not true);

    private OpenSearchClient Client(Shared.OpenSearchDocument place) => new(aws.OpenSearch(place.Endpoint, place.Serverless ?? false));

    private async Task MakeAsync(Shared.OpenSearchDocument place, PassageFields fields, CatalogModel model, int? dimensions, CancellationToken cancellationToken)
    {
        try
        {
            await Client(place).CreateIndexAsync(
                place.Index, fields.Vector, dimensions ?? await LengthAsync(model, cancellationToken), fields.Text, new[] { fields.Title, fields.Uri, fields.Scope }.OfType<string>(), cancellationToken);
        }
        catch (AwsServiceException exists) when (exists.Type == "resource_already_exists_exception")
        {
            // As it is.
        }
    }

    /// <summary>Length of a model's vectors, of which it makes one.</summary>
    private async Task<int> LengthAsync(CatalogModel model, CancellationToken cancellationToken)
    {
        try
        {
            return (await _embedder.EmbedAsync(model, ["length"], dimensions: null, cancellationToken)).Vectors[0].Length;
        }
        catch (GatewayException refused)
        {
            throw new ImportException($"{model.UpstreamModel} makes no vectors: {refused.Message}", refused);
        }
    }
}

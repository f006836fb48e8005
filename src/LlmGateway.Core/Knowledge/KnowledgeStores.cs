using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge.Functions;
using LlmGateway.Core.Knowledge.KnowledgeBases;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Core.Knowledge.Tables;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge;

/// <summary>Makes the sources of a gateway's document. Nothing is connected here.</summary>
internal sealed class KnowledgeStores(IAmazonDynamoDB? dynamo, AwsServices aws, IEmbedder embedder)
{
    /// <exception cref="InvalidDataException">The document names a kind of source that this version does not know.</exception>
    public IReadOnlyList<KnowledgeSource> Open(IReadOnlyList<KnowledgeDocument>? documents) => [.. (documents ?? []).Select(document => new KnowledgeSource(document, FinderOf(document)))];

    private IPassageFinder FinderOf(KnowledgeDocument document) => document switch
    {
        { Table: { } table } => new TablePassages(dynamo!, table),
        { Vectors: { OpenSearch: { } place } vectors } => new OpenSearchPassages(
            new OpenSearchClient(aws.OpenSearch(place.Endpoint, place.Serverless ?? false)), place.Index, vectors.Fields ?? new PassageFields(), VectorsOf(vectors)),
        { Vectors: { S3Index: { } index } vectors } => new S3VectorsPassages(
            new S3VectorsClient(aws.S3Vectors(S3VectorsClient.RegionOf(index))), index, vectors.Fields ?? new PassageFields(), VectorsOf(vectors)),
        { KnowledgeBase: { } knowledgeBase } => new KnowledgeBasePassages(aws.KnowledgeBases(), knowledgeBase),
        { Function: { } function } => new FunctionPassages(aws.Lambda(), function),
        _ => throw new InvalidDataException($"The knowledge source '{document.Name}' is of no kind that this version knows."),
    };

    private QuestionVector VectorsOf(VectorSourceDocument settings) => new(embedder, ModelCatalog.ToModel(settings.Embedding), settings.Dimensions);
}

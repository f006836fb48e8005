using Amazon.DynamoDBv2;
using LlmGateway.Core.Knowledge.Tables;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge;

/// <summary>Makes the sources of a gateway's document. Nothing is connected here.</summary>
internal sealed class KnowledgeStores(IAmazonDynamoDB? dynamo)
{
    /// <exception cref="InvalidDataException">The document names a kind of source that this version does not know.</exception>
    public IReadOnlyList<KnowledgeSource> Open(IReadOnlyList<KnowledgeDocument>? documents) => [.. (documents ?? []).Select(document => new KnowledgeSource(document, FinderOf(document)))];

    private IPassageFinder FinderOf(KnowledgeDocument document) => document switch
    {
        { Table: { } table } => new TablePassages(dynamo!, table),
        _ => throw new InvalidDataException($"The knowledge source '{document.Name}' is of no kind that this version knows."),
    };
}

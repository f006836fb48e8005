using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.OpenSearchServerless;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Vectors in an index of OpenSearch: of a domain or of a collection, one of which is null.</summary>
internal sealed class OpenSearchSemanticStore(IDomain? domain, CfnCollection? collection, string index) : SemanticStore
{
    internal override void Validate(Mistakes mistakes, string property) => OpenSearchKnowledge.CheckIndex(mistakes, property, index);

    internal override NearDocument Fill(NearDocument document) => document with
    {
        OpenSearch = new OpenSearchDocument { Endpoint = domain?.DomainEndpoint ?? collection!.AttrCollectionEndpoint, Index = index, Serverless = collection is null ? null : true },
    };

    internal override IEnumerable<PolicyStatement> Statements() => domain is null
        ? [Permissions.Allow(Permissions.EnterCollection, collection!.AttrArn)]
        :
        [
            Permissions.Allow(Permissions.SearchIndex, $"{domain.DomainArn}/{index}/_msearch", $"{domain.DomainArn}/{index}/_bulk"),
            Permissions.Allow(Permissions.CreateIndex, $"{domain.DomainArn}/{index}"),
            Permissions.Allow(Permissions.DeleteDocuments, $"{domain.DomainArn}/{index}/_doc/*"),
        ];
}

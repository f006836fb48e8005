using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.OpenSearchServerless;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Passages of an OpenSearch index, by their vectors and, beside them, their words: see <see cref="Knowledge.FromOpenSearch(IDomain, string, Model)"/>.</summary>
public sealed record OpenSearchKnowledge : VectorKnowledge
{
    private readonly IDomain? _domain;
    private readonly CfnCollection? _collection;
    private readonly string _index;

    internal OpenSearchKnowledge(IDomain? domain, CfnCollection? collection, string index, Model embeddingModel) : base("opensearch", embeddingModel) =>
        (_domain, _collection, _index) = (domain, collection, index);

    /// <summary>The field of the vectors, a <c>knn_vector</c>. Default: <c>vector</c>.</summary>
    public string VectorField { get; init; } = "vector";

    private protected override string VectorName => VectorField;

    internal override void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        base.Validate(mistakes, property, authorization);
        CheckIndex(mistakes, property, _index);
        mistakes.Check($"{property}.{nameof(VectorField)}", !string.IsNullOrWhiteSpace(VectorField), "is blank", "Name the field that holds the vector");
    }

    /// <summary>OpenSearch's own rules for names; a star or a comma would search more than this one.</summary>
    internal static void CheckIndex(Mistakes mistakes, string property, string index) => mistakes.Check(property,
        Token.IsUnresolved(index) || index is { Length: > 0 and <= 255 } && !"_-+.".Contains(index[0], StringComparison.Ordinal) && index.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'),
        $"has the index '{index}', which is no name of one", "Use lower-case letters, digits, '-', '_' and '.', beginning with a letter or digit");

    internal override KnowledgeDocument ToDocument(GatewayCallers callers) => base.ToDocument(callers) with
    {
        Vectors = Vectors() with
        {
            OpenSearch = new OpenSearchDocument
            {
                Endpoint = _domain?.DomainEndpoint ?? _collection!.AttrCollectionEndpoint, Index = _index, Serverless = _collection is null ? null : true,
            },
        },
    };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack) =>
    [
        .. base.Statements(stack),
        _domain is not null
            ? Permissions.Allow(Permissions.SearchIndex, $"{_domain.DomainArn}/{_index}/_msearch")
            // What a collection's callers may do in it is said by its data access policy; IAM only lets them in.
            : Permissions.Allow(Permissions.EnterCollection, _collection!.AttrArn),
    ];
}

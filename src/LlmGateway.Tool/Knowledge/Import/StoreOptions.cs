using System.CommandLine;
using LlmGateway.Core.Aws;
using LlmGateway.Shared;
using LlmGateway.Tool.Answers;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>The options that say which store is filled: a source of a gateway, or a store by its own name.</summary>
internal sealed class StoreOptions
{
    private const string DefaultModel = "amazon.titan-embed-text-v2:0";

    private readonly Option<string?> _stack = new("--stack") { Description = "The CloudFormation stack of the gateway: the store and all about it are read from there.", HelpName = "NAME" };
    private readonly Option<string?> _source = new("--source") { Description = "With --stack: which of several sources.", HelpName = "ALIAS" };
    private readonly Option<string?> _table = new("--table") { Description = "A DynamoDB table: each record becomes an item.", HelpName = "NAME" };
    private readonly Option<string?> _openSearch = new("--opensearch") { Description = "Endpoint of an OpenSearch domain, or of a serverless collection. The index is made where there is none.", HelpName = "HOST" };
    private readonly Option<string?> _index = new("--index") { Description = "With --opensearch: the index's name.", HelpName = "NAME" };
    private readonly Option<string?> _s3Vectors = new("--s3-vectors") { Description = "ARN of an index of S3 Vectors.", HelpName = "ARN" };
    private readonly Option<string> _model = new("--embedding-model") { Description = "With --opensearch and --s3-vectors: what makes the vectors, as in the gateway's knowledge.", DefaultValueFactory = _ => DefaultModel, HelpName = "ID" };
    private readonly Option<int?> _dimensions = new("--dimensions") { Description = "Length of the vectors. Default: the model's own.", HelpName = "NUMBER" };
    private readonly Option<string> _scopeField = new("--scope-field") { Description = "The member whose value is a passage's scope; \"none\": passages belong to no scope.", DefaultValueFactory = _ => "node_id", HelpName = "NAME" };
    private readonly AwsOptions _aws = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _stack, _source, _table, _openSearch, _index, _s3Vectors, _model, _dimensions, _scopeField }) command.Options.Add(option);
        _aws.AddTo(command);
    }

    /// <exception cref="InvalidDataException">No store is named, or several are.</exception>
    /// <exception cref="AwsServiceException">It can't be looked at.</exception>
    public async Task<KnowledgePlace> OpenAsync(ParseResult arguments, PassageSettings settings, bool isDryRun, CancellationToken cancellationToken)
    {
        var (stack, table, host, vectors) = (arguments.GetValue(_stack), arguments.GetValue(_table), arguments.GetValue(_openSearch), arguments.GetValue(_s3Vectors));
        if (new[] { stack, table, host, vectors }.Count(given => given is not null) != 1)
            throw new InvalidDataException("Name one store: --stack NAME, --table NAME, --opensearch HOST with --index NAME, or --s3-vectors ARN.");
        if (host is null != arguments.GetValue(_index) is null) throw new InvalidDataException("--opensearch and --index go together.");
        var aws = _aws.Connect(arguments);
        var store = new KnowledgeStore(aws, settings);
        if (table is not null) return await store.OfTableAsync(table, cancellationToken);
        var source = stack is not null ? await FindAsync(aws, stack, arguments.GetValue(_source), cancellationToken) : null;
        if (source is { Table: { } records }) return await store.OfTableAsync(records.Table, cancellationToken);
        return await store.OfVectorsAsync(source?.Vectors ?? Given(arguments, host, vectors), makeIndex: !isDryRun, cancellationToken);
    }

    private VectorSourceDocument Given(ParseResult arguments, string? host, string? vectors)
    {
        var (model, field) = (arguments.GetValue(_model)!, arguments.GetValue(_scopeField)!);
        return new VectorSourceDocument
        {
            OpenSearch = host is null ? null : new OpenSearchDocument { Endpoint = host, Index = arguments.GetValue(_index)!, Serverless = host.Contains(".aoss.", StringComparison.Ordinal) ? true : null },
            S3Index = vectors,
            Embedding = new ModelDocument { Alias = model, Upstream = UpstreamKinds.Bedrock, Model = model },
            Dimensions = arguments.GetValue(_dimensions),
            Fields = new PassageFields { Scope = field == "none" ? null : field },
        };
    }

    private static async Task<KnowledgeDocument> FindAsync(AwsServices aws, string stack, string? name, CancellationToken cancellationToken)
    {
        var sources = (await new StackTable(aws).DocumentsAsync(stack, cancellationToken)).SelectMany(document => document.Knowledge ?? [])
            .Where(source => source is { Table: not null } or { Vectors: not null }).DistinctBy(source => source.Name).ToList();
        if (name is not null)
            return sources.Find(source => source.Name == name) ?? throw new InvalidDataException($"The stack {stack} has no source of knowledge '{name}' that can be filled; there are {Names(sources)}.");
        return sources switch
        {
            [var only] => only,
            [] => throw new InvalidDataException($"The stack {stack} has no gateway with knowledge that can be filled."),
            _ => throw new InvalidDataException($"The stack {stack} has several sources of knowledge: {Names(sources)}. Name one with --source."),
        };
    }

    private static string Names(List<KnowledgeDocument> sources) => sources.Count == 0 ? "none" : string.Join(", ", sources.Select(source => source.Name));
}

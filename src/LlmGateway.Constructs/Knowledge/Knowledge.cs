using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.OpenSearchServerless;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// Where a gateway looks for what its models should know: passages join the prompt as data, and are cited in the answer. The function may read this one source,
/// and a caller only those of its scopes that <see cref="Scopes"/> gives. A value: copy it with <c>with</c>, share it between gateways.
/// </summary>
/// <remarks>The scope of a request is its <c>node_id</c>, or the header <c>x-llm-gateway-scope</c> where the protocol has none. See docs/knowledge.md.</remarks>
public abstract partial record Knowledge
{
    private protected Knowledge(string kind) => Kind = kind;

    /// <summary>
    /// Who may read which scopes. There is no default: say <c>ScopeAccess.ForEveryone("*")</c> where all callers may read all.
    /// A caller may read what any of the rules gives.
    /// </summary>
    public IReadOnlyList<ScopeAccess> Scopes { get; init; } = [];

    /// <summary>In citations, and where the answer tells of its sources. Default: the kind of source, such as <c>table</c>. Unique in a gateway.</summary>
    public string? Alias { get; init; }

    /// <summary>Passages that join a prompt at most, 1 to 50. Default: 8.</summary>
    public int Limit { get; init; } = 8;

    /// <summary>Tokens that all passages of this source take at most. Default: 1500; what does not fit is left out, the least useful first.</summary>
    public int TokenBudget { get; init; } = 1500;

    /// <summary>How long an answer waits for this source at most; then it is given without, and says so. Default: 2 seconds.</summary>
    public Duration Deadline { get; init; } = Duration.Seconds(2);

    /// <summary>The name that answers use: <see cref="Alias"/>, or else the kind of source.</summary>
    public string Name => Alias ?? Kind;

    private string Kind { get; }

    /// <summary>Records of a DynamoDB table by their scope, newest first.</summary>
    /// <param name="table">The table. The function may query it, and nothing else.</param>
    /// <param name="key">The partition key, a string, whose value is the scope: of the table, or of <paramref name="index"/>.</param>
    /// <param name="index">The index to query. Default: the table itself.</param>
    public static TableKnowledge FromTable(ITable table, string key = "node_id", string? index = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableKnowledge(table, key, index);
    }

    /// <summary>Passages of an index of an OpenSearch domain, by their vectors and, beside them, their words.</summary>
    /// <param name="domain">The domain. The function may search this one index, and nothing else.</param>
    /// <param name="index">The index's name.</param>
    /// <param name="embeddingModel">What made the passages' vectors, such as <c>BedrockModel.Of("amazon.titan-embed-text-v2:0")</c>; it makes the question's.</param>
    public static OpenSearchKnowledge FromOpenSearch(IDomain domain, string index, Model embeddingModel)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(embeddingModel);
        return new OpenSearchKnowledge(domain, null, index, embeddingModel);
    }

    /// <summary>
    /// The same of a collection of OpenSearch Serverless. The function's role has to be in a data access policy of the collection as well, with
    /// <c>aoss:ReadDocument</c> on the index.
    /// </summary>
    /// <param name="collection">The collection, of type <c>VECTORSEARCH</c> or <c>SEARCH</c>.</param>
    /// <param name="index">The index's name.</param>
    /// <param name="embeddingModel">What made the passages' vectors; it makes the question's.</param>
    public static OpenSearchKnowledge FromOpenSearch(CfnCollection collection, string index, Model embeddingModel)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(embeddingModel);
        return new OpenSearchKnowledge(null, collection, index, embeddingModel);
    }

    /// <summary>Passages of an S3 Vectors index, their texts in the vectors' metadata.</summary>
    /// <param name="index">A resource of type <c>AWS::S3Vectors::Index</c>. The function may query this one, and nothing else.</param>
    /// <param name="embeddingModel">What made the passages' vectors, such as <c>BedrockModel.Of("amazon.titan-embed-text-v2:0")</c>; it makes the question's.</param>
    public static S3VectorsKnowledge FromS3Vectors(CfnResource index, Model embeddingModel)
    {
        ArgumentNullException.ThrowIfNull(index);
        return FromS3Vectors(index.GetAtt("IndexArn").ToString(), embeddingModel);
    }

    /// <summary>The same of an index that another stack made.</summary>
    /// <param name="indexArn">ARN of the index: CloudFormation's constructs for it came after the oldest CDK that this package works with.</param>
    /// <param name="embeddingModel">What made the passages' vectors; it makes the question's.</param>
    public static S3VectorsKnowledge FromS3Vectors(string indexArn, Model embeddingModel)
    {
        ArgumentNullException.ThrowIfNull(indexArn);
        ArgumentNullException.ThrowIfNull(embeddingModel);
        return new S3VectorsKnowledge(indexArn, embeddingModel);
    }

    /// <summary>Passages of a knowledge base of Bedrock, in the stack's account and region.</summary>
    /// <param name="id">Its id, such as <c>ABCDE12345</c>. The function may retrieve from this one, and nothing else.</param>
    public static BedrockKnowledge FromBedrockKnowledgeBase(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new BedrockKnowledge(id);
    }

    /// <summary>
    /// Passages of anything else, found by a function of yours. It is sent <c>{"question", "scope", "limit"}</c>, and answers
    /// <c>{"passages": [{"text", "title", "uri", "scope"}]}</c>, of which all but the text may be missing.
    /// </summary>
    /// <param name="function">The function. The gateway's may invoke it, and nothing else.</param>
    public static FunctionKnowledge FromFunction(IFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new FunctionKnowledge(function);
    }

    /// <summary>Names its mistakes.</summary>
    internal virtual void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        mistakes.Check($"{property}.{nameof(Alias)}", SourceName().IsMatch(Name), $"is '{Name}'", "Use 1 to 64 letters, digits, '-' and '_'");
        mistakes.Check($"{property}.{nameof(Limit)}", Limit is >= 1 and <= 50, $"is {Limit}", "Use 1 to 50");
        mistakes.Check($"{property}.{nameof(TokenBudget)}", TokenBudget is >= 50 and <= 100_000, $"is {TokenBudget}", "Use 50 to 100000");
        mistakes.Check($"{property}.{nameof(Deadline)}", Deadline is not null && Deadline.ToMilliseconds() is >= 50 and <= 25_000, $"is {Deadline?.ToMilliseconds()} ms", "Use 50 ms to 25 seconds");
        mistakes.Check($"{property}.{nameof(Scopes)}", Scopes is { Count: > 0 }, "lets nobody read it",
            "Name who may, such as ScopeAccess.ForGroup(\"north\", \"north-*\"), or ScopeAccess.ForEveryone(\"*\") where all callers may read all");
        for (var i = 0; i < (Scopes?.Count ?? 0); i++) Scopes![i].Validate(mistakes, $"{property}.{nameof(Scopes)}[{i}]", authorization);
    }

    /// <summary>What the handler is told.</summary>
    internal virtual KnowledgeDocument ToDocument(GatewayCallers callers) => new()
    {
        Name = Name,
        Scopes = [.. Scopes.Select(rule => rule.ToDocument(callers))],
        Limit = Limit,
        TokenBudget = TokenBudget,
        DeadlineMs = (int)Deadline.ToMilliseconds(),
    };

    /// <summary>What lets a function read the source: exactly what that takes, and nothing else.</summary>
    internal abstract IEnumerable<PolicyStatement> Statements(Stack stack);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex SourceName();
}

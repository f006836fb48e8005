namespace LlmGateway.Shared;

/// <summary>A source of knowledge: what its passages are for a question, and who may read which of them.</summary>
internal sealed record KnowledgeDocument
{
    /// <summary>In citations, in the answer's account of its sources, in logs.</summary>
    public required string Name { get; init; }

    /// <summary>Who may read which scopes; what no rule gives, nobody reads.</summary>
    public required IReadOnlyList<ScopeDocument> Scopes { get; init; }

    /// <summary>Passages at most. Null: 8.</summary>
    public int? Limit { get; init; }

    /// <summary>Tokens of all its passages at most. Null: 1500.</summary>
    public int? TokenBudget { get; init; }

    /// <summary>After so many milliseconds it is left out. Null: 2000.</summary>
    public int? DeadlineMs { get; init; }

    public TableSourceDocument? Table { get; init; }
    public VectorSourceDocument? Vectors { get; init; }
    public KnowledgeBaseSourceDocument? KnowledgeBase { get; init; }
    public FunctionSourceDocument? Function { get; init; }
}

/// <summary>Scopes that some callers may read.</summary>
internal sealed record ScopeDocument
{
    /// <summary>Exact, or a prefix followed by <c>*</c>. Null: the rule is for a group.</summary>
    public string? Subject { get; init; }

    /// <summary>Members of this group. Null: the rule is for a subject.</summary>
    public string? Group { get; init; }

    /// <summary>Exact, or a prefix followed by <c>*</c>.</summary>
    public required IReadOnlyList<string> Read { get; init; }
}

/// <summary>Records in DynamoDB, found by their scope.</summary>
internal sealed record TableSourceDocument
{
    public required string Table { get; init; }

    /// <summary>Null: the table itself is queried.</summary>
    public string? Index { get; init; }

    /// <summary>The partition key, whose value is the scope.</summary>
    public required string Key { get; init; }

    /// <summary>In the order of the sort key, not against it.</summary>
    public bool? OldestFirst { get; init; }

    /// <summary>Attributes that must have these texts.</summary>
    public IReadOnlyDictionary<string, string>? Where { get; init; }

    /// <summary>Attributes to show, in this order. Null: all.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>The attribute that is a record's title.</summary>
    public string? TitleField { get; init; }

    /// <summary>The attribute that says where the whole stands.</summary>
    public string? UriField { get; init; }
}

/// <summary>Passages with vectors, found by the question's. Exactly one of <see cref="OpenSearch"/> and <see cref="S3Index"/>.</summary>
internal sealed record VectorSourceDocument
{
    public OpenSearchDocument? OpenSearch { get; init; }

    /// <summary>ARN of an S3 Vectors index.</summary>
    public string? S3Index { get; init; }

    /// <summary>What made the passages' vectors, and makes the question's.</summary>
    public required ModelDocument Embedding { get; init; }

    /// <summary>Length of the vectors. Null: the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Names of fields; see <see cref="PassageFields"/>. Null: the defaults.</summary>
    public PassageFields? Fields { get; init; }
}

/// <summary>An index of OpenSearch.</summary>
internal sealed record OpenSearchDocument
{
    /// <summary>The domain's or collection's host, with or without <c>https://</c>.</summary>
    public required string Endpoint { get; init; }

    public required string Index { get; init; }

    /// <summary>A collection of OpenSearch Serverless, not a domain.</summary>
    public bool? Serverless { get; init; }
}

/// <summary>What a passage's parts are called where it is stored.</summary>
internal sealed record PassageFields
{
    public string Text { get; init; } = "text";
    public string Vector { get; init; } = "vector";
    public string Title { get; init; } = "title";
    public string Uri { get; init; } = "uri";

    /// <summary>Null: passages belong to no scope.</summary>
    public string? Scope { get; init; }
}

/// <summary>A knowledge base of Bedrock.</summary>
internal sealed record KnowledgeBaseSourceDocument
{
    public required string Id { get; init; }

    /// <summary>The metadata attribute whose value is the scope. Null: passages belong to no scope.</summary>
    public string? ScopeField { get; init; }
}

/// <summary>A Lambda function that finds passages.</summary>
internal sealed record FunctionSourceDocument
{
    public required string Arn { get; init; }

    /// <summary>It is asked without a scope, and has passages for all alike.</summary>
    public bool? Unscoped { get; init; }
}

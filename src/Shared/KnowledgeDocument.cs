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

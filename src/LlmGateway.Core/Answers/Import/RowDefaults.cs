namespace LlmGateway.Core.Answers.Import;

/// <summary>What rows don't say for themselves.</summary>
internal sealed record RowDefaults
{
    /// <summary>The identity that all rows are for; null: all who may use the gateway.</summary>
    public string? Subject { get; init; }

    /// <summary>When the rows were written, as far as anybody knows: the same for every import of the same file, so that a second one changes nothing.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When rows expire that say nothing of it; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

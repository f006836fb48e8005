namespace LlmGateway.Core.Import;

/// <summary>What an import came to so far.</summary>
internal readonly record struct ImportCounts
{
    /// <summary>Rows that were read, heads of tables not counted.</summary>
    public long Rows { get; init; }

    /// <summary>Items that are in the table.</summary>
    public long Written { get; init; }

    /// <summary>Rows that an earlier run wrote.</summary>
    public long Skipped { get; init; }

    /// <summary>Rows that were left out.</summary>
    public long Rejected { get; init; }

    /// <summary>Rows whose key came before; the last one counts.</summary>
    public long Duplicates { get; init; }

    /// <summary>There were more keys than are remembered: <see cref="Duplicates"/> is a least number.</summary>
    public bool MoreDuplicates { get; init; }

    /// <summary>Bytes of all files that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>Requests that had to be sent again.</summary>
    public long Retries { get; init; }
}

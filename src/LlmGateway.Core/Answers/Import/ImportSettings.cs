namespace LlmGateway.Core.Answers.Import;

/// <summary>What to import, and how.</summary>
internal sealed record ImportSettings
{
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>By the same rules as the handler's.</summary>
    public required QuestionKeys Keys { get; init; }

    /// <summary>The identity that all rows are for; null: all who may use the gateway.</summary>
    public string? Subject { get; init; }

    /// <summary>When rows expire that say nothing of it; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>An earlier run got this far: rows before it are read, and not written again.</summary>
    public ImportPosition From { get; init; }

    /// <summary>Told of each row that is left out.</summary>
    public Action<ImportReject> OnReject { get; init; } = _ => { };

    /// <summary>Told how far all is done.</summary>
    public Action<ImportPosition> OnDone { get; init; } = _ => { };

    /// <summary>Told now and then how far reading is.</summary>
    public Action<ImportCounts> OnRead { get; init; } = _ => { };
}

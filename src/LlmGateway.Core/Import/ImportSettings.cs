namespace LlmGateway.Core.Import;

/// <summary>What to import, and how.</summary>
internal sealed record ImportSettings
{
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Makes items of a file's rows.</summary>
    public required Func<ImportFormat, string, IRowReader> OpenRows { get; init; }

    /// <summary>How a file is written; null: its first character tells.</summary>
    public Func<string, ImportFormat?> FormatOf { get; init; } = _ => null;

    /// <summary>An earlier run got this far: rows before it are read, and not written again.</summary>
    public ImportPosition From { get; init; }

    /// <summary>Told of each row that is left out.</summary>
    public Action<ImportReject> OnReject { get; init; } = _ => { };

    /// <summary>Told how far all is done.</summary>
    public Action<ImportPosition> OnDone { get; init; } = _ => { };

    /// <summary>Told now and then how far reading is.</summary>
    public Action<ImportCounts> OnRead { get; init; } = _ => { };
}

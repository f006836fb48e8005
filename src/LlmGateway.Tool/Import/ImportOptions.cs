using System.CommandLine;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Import;

/// <summary>The options that every import has.</summary>
internal sealed class ImportOptions
{
    private readonly Argument<string[]> _files;
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Checks the files and writes nothing." };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begins anew where an earlier run was cut off." };
    private readonly Option<int> _concurrency;
    private readonly Option<string?> _rejects = new("--rejects") { Description = "Where rows go that are left out. Default: FILE.rejects.jsonl.", HelpName = "PATH" };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Where the way done is kept. Default: FILE.checkpoint.", HelpName = "PATH" };

    /// <param name="files">What the files may be.</param>
    /// <param name="concurrency">Batches at once, by default.</param>
    /// <param name="batch">What a batch is.</param>
    public ImportOptions(string files, int concurrency, string batch)
    {
        _files = new Argument<string[]>("file") { Arity = ArgumentArity.OneOrMore, Description = files };
        _concurrency = new Option<int>("--concurrency") { Description = $"Batches of {batch} under way at once, at most.", DefaultValueFactory = _ => concurrency, HelpName = "NUMBER" };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        foreach (var option in new Option[] { _dryRun, _restart, _concurrency, _rejects, _checkpoint }) command.Options.Add(option);
    }

    public bool IsDryRun(ParseResult arguments) => arguments.GetValue(_dryRun);

    /// <exception cref="ImportException">There is no such file, or a number is none.</exception>
    public ImportRun Read(ParseResult arguments, IBatchStore store, ImportTarget into, Func<ImportFormat, string, IRowReader> rows, IReadOnlyList<string?> identity)
    {
        var files = (arguments.GetValue(_files) ?? []).Select(Path.GetFullPath).ToList();
        if (files.Find(file => !File.Exists(file)) is { } missing) throw new ImportException($"There is no file {missing}.");
        var concurrency = arguments.GetValue(_concurrency);
        if (concurrency is < 1 or > 256) throw new ImportException("--concurrency must be between 1 and 256.");
        return new ImportRun
        {
            Files = files,
            Store = store,
            Into = into,
            OpenRows = rows,
            Identity = identity,
            Concurrency = concurrency,
            DryRun = arguments.GetValue(_dryRun),
            Restart = arguments.GetValue(_restart),
            RejectsPath = arguments.GetValue(_rejects) ?? files[0] + ".rejects.jsonl",
            CheckpointPath = arguments.GetValue(_checkpoint) ?? files[0] + ".checkpoint",
            Time = TimeProvider.System,
        };
    }

    /// <summary>Runs it and tells how it went.</summary>
    public static async Task<int> RunAsync(ImportRun run, bool json, CancellationToken stopping)
    {
        var report = await run.RunAsync(ImportProgress.Choose(Console.Error, quiet: json), stopping);
        await Console.Out.WriteLineAsync(json ? report.ToJson() : report.ToText());
        return report.Counts.Rejected > 0 ? ExitCodes.Incomplete : ExitCodes.Done;
    }
}

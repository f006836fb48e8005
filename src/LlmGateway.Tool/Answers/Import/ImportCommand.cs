using System.CommandLine;
using System.Globalization;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Import;

namespace LlmGateway.Tool.Answers.Import;

/// <summary><c>llm-gateway answers import</c>.</summary>
internal static class ImportCommand
{
    private const int DefaultConcurrency = 32;

    private static readonly Argument<string[]> Files = new("file") { Arity = ArgumentArity.OneOrMore, Description = "CSV with the columns question,answer[,scope,model,expires]; or JSON, a list or an object a line: such pairs, or items with a pk, or an export." };
    private static readonly Option<string?> Subject = new("--subject") { Description = "The identity that all answers are for, such as key:a1b2c3 or a role's ARN. Default: all who may use the gateway.", HelpName = "IDENTITY" };
    private static readonly Option<string?> TimeToLive = new("--ttl") { Description = "How long answers live that say nothing of it: 90d, 12h, 30m. Default: for ever.", HelpName = "TIME" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Checks the files and writes nothing." };
    private static readonly Option<bool> Restart = new("--restart") { Description = "Begins anew where an earlier run was cut off." };
    private static readonly Option<int> Concurrency = new("--concurrency") { Description = "Batches of 25 under way at once, at most.", DefaultValueFactory = _ => DefaultConcurrency, HelpName = "NUMBER" };
    private static readonly Option<string?> Rejects = new("--rejects") { Description = "Where rows go that are left out. Default: FILE.rejects.jsonl.", HelpName = "PATH" };
    private static readonly Option<string?> CheckpointFile = new("--checkpoint") { Description = "Where the way done is kept. Default: FILE.checkpoint.", HelpName = "PATH" };

    public static Command Create()
    {
        var command = new Command("import", "Puts questions and their answers into the cache, thousands a second. Exit code 0: all are in; 1: some were left out; 2: it could not run, or not to its end.")
        {
            Files, Subject, TimeToLive, DryRun, Restart, Concurrency, Rejects, CheckpointFile,
        };
        var options = new TableOptions();
        command.Does(options, (table, arguments, stopping) => RunAsync(table, arguments, arguments.GetValue(options.Json), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, ParseResult arguments, bool json, CancellationToken stopping)
    {
        var files = (arguments.GetValue(Files) ?? []).Select(Path.GetFullPath).ToList();
        if (files.Find(file => !File.Exists(file)) is { } missing) throw new AnswersException($"There is no file {missing}.");
        var concurrency = arguments.GetValue(Concurrency);
        if (concurrency is < 1 or > 256) throw new AnswersException("--concurrency must be between 1 and 256.");
        var run = new ImportRun
        {
            Table = table,
            Files = files,
            Subject = arguments.GetValue(Subject),
            TimeToLive = ParseTime(arguments.GetValue(TimeToLive)),
            Concurrency = concurrency,
            DryRun = arguments.GetValue(DryRun),
            Restart = arguments.GetValue(Restart),
            RejectsPath = arguments.GetValue(Rejects) ?? files[0] + ".rejects.jsonl",
            CheckpointPath = arguments.GetValue(CheckpointFile) ?? files[0] + ".checkpoint",
            Time = TimeProvider.System,
        };
        var report = await run.RunAsync(ImportProgress.Choose(Console.Error, quiet: json), stopping);
        await Console.Out.WriteLineAsync(json ? report.ToJson() : report.ToText());
        return report.Counts.Rejected > 0 ? ExitCodes.Incomplete : ExitCodes.Done;
    }

    internal static TimeSpan? ParseTime(string? text)
    {
        if (text is null) return null;
        if (int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            switch (text[^1])
            {
                case 'd': return TimeSpan.FromDays(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 's': return TimeSpan.FromSeconds(number);
            }
        }
        throw new AnswersException($"--ttl takes a time such as 90d, 12h or 30m, not {text}.");
    }
}

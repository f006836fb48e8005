using System.CommandLine;
using System.Globalization;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Import;
using LlmGateway.Core.Import;
using LlmGateway.Shared;
using LlmGateway.Tool.Import;

namespace LlmGateway.Tool.Answers.Import;

/// <summary><c>llm-gateway answers import</c>.</summary>
internal static class ImportCommand
{
    private const int DefaultConcurrency = 32;

    private static readonly Option<string?> Subject = new("--subject") { Description = "The identity that all answers are for, such as key:a1b2c3 or a role's ARN. Default: all who may use the gateway.", HelpName = "IDENTITY" };
    private static readonly Option<string?> TimeToLive = new("--ttl") { Description = "How long answers live that say nothing of it: 90d, 12h, 30m. Default: for ever.", HelpName = "TIME" };
    private static readonly ImportOptions Options = new(
        "CSV with the columns question,answer[,scope,model,expires]; or JSON, a list or an object a line: such pairs, or items with a pk, or an export.", DefaultConcurrency, "25");

    public static Command Create()
    {
        var command = new Command("import", "Puts questions and their answers into the cache, thousands a second. Exit code 0: all are in; 1: some were left out; 2: it could not run, or not to its end.") { Subject, TimeToLive };
        Options.AddTo(command);
        var table = new TableOptions();
        command.Does(table, (answers, arguments, stopping) => RunAsync(answers, arguments, arguments.GetValue(table.Json), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, ParseResult arguments, bool json, CancellationToken stopping)
    {
        var (subject, live) = (arguments.GetValue(Subject), ParseTime(arguments.GetValue(TimeToLive)));
        var rows = RowReader.Of(new QuestionKeys(table.Rules), subject, live is { } time ? TimeProvider.System.GetUtcNow() + time : null);
        var run = Options.Read(arguments, new DynamoDbStore(table.Dynamo, table.Name, RowReader.Key), new ImportTarget("table", table.Name), rows,
        [
            table.Dynamo.Endpoint.Url.ToString(), table.Dynamo.Endpoint.Region, table.Name, subject, live?.ToString(), string.Join(',', table.Rules.Normalize ?? ["all"]), string.Join(',', table.Rules.KeyedBy ?? ["all"]),
        ]);
        if (!run.DryRun) await CheckAsync(table, stopping);
        return await ImportOptions.RunAsync(run, json, stopping);
    }

    /// <summary>A table that is not there, or is none of answers, is better told of before than after.</summary>
    private static async Task CheckAsync(AnswersTable table, CancellationToken cancellationToken)
    {
        if (await TableKeys.OfAsync(table.Dynamo, table.Name, cancellationToken) is not [HandlerContract.Answers.PartitionKey])
            throw new AnswersException($"The table {table.Name} is none of answers: its key is not {HandlerContract.Answers.PartitionKey} alone.");
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

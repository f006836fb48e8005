using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers clear</c>: what it deletes must be named.</summary>
internal static class ClearCommand
{
    private const int SideBySide = 16;

    public static Command Create()
    {
        Option<bool> all = new("--all") { Description = "Every answer of the table." };
        var (table, scope) = (new TableOptions(), new ScopeOptions());
        var command = new Command("clear", "Deletes all answers of a scope, whoever they are from.") { all };
        scope.AddTo(command);
        command.Does(table, (answers, arguments, stopping) =>
        {
            if (arguments.GetValue(all) == scope.IsGiven(arguments)) throw new AnswersException("Name what is to be deleted: --scope SCOPE, --subject IDENTITY or both; or --all.");
            return RunAsync(answers, scope.Prefix(arguments), arguments.GetValue(table.Json), stopping);
        });
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, string? prefix, bool json, CancellationToken stopping)
    {
        var deleted = 0;
        await Parallel.ForEachAsync(KeysAsync(table, prefix, stopping), new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = stopping }, async (key, token) =>
        {
            using var answer = await table.Dynamo.CallAsync("DeleteItem", body => ItemCall.Write(body, table.Name, key), token);
            Interlocked.Increment(ref deleted);
        });
        await Console.Out.WriteLineAsync(json ? $"{{\"deleted\":{deleted}}}" : string.Create(CultureInfo.InvariantCulture, $"{deleted:N0} answers are deleted."));
        return ExitCodes.Done;
    }

    private static async IAsyncEnumerable<string> KeysAsync(AnswersTable table, string? prefix, [EnumeratorCancellation] CancellationToken stopping)
    {
        await foreach (var item in AnswersScan.ReadAsync(table, prefix, keysOnly: true, stopping)) yield return AnswersScan.KeyOf(item);
    }
}

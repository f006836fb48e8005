using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LlmGateway.Core.Answers;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers stats</c>.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var (table, scope) = (new TableOptions(), new ScopeOptions());
        var command = new Command("stats", "Counts answers, where they are from, how often they were given. Reads the whole table.");
        scope.AddTo(command);
        command.Does(table, (answers, arguments, stopping) => RunAsync(answers, scope.Prefix(arguments), arguments.GetValue(table.Json), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, string? prefix, bool json, CancellationToken stopping)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["answers"] = 0, ["imported"] = 0, ["fromModels"] = 0, ["others"] = 0, ["expired"] = 0, ["hits"] = 0, ["textBytes"] = 0, ["vectors"] = 0 };
        await foreach (var item in AnswersScan.ReadAsync(table, prefix, keysOnly: false, stopping))
        {
            if (AnswersScan.KeyOf(item).Contains(QuestionKeys.NearMark, StringComparison.Ordinal))
            {
                if (item.TryGetProperty(Names.Vector, out _)) counts["vectors"]++;
                continue;
            }
            // A lease that never became an answer is none.
            if (!item.TryGetProperty(Names.Answer, out var answer) && item.TryGetProperty(Names.LeaseUntil, out _)) continue;
            counts["answers"]++;
            counts[Text(item, Names.Source) switch { Names.FromImport => "imported", Names.FromModel => "fromModels", _ => "others" }]++;
            if (Number(item, Names.ExpiresAt) is { } expires && expires <= now) counts["expired"]++;
            counts["hits"] += Number(item, Names.Hits) ?? 0;
            if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("S", out var text)) counts["textBytes"] += System.Text.Encoding.UTF8.GetByteCount(text.GetString()!);
        }
        string[] order = ["answers", "imported", "fromModels", "others", "expired", "hits", "textBytes", "vectors"];
        string[] words = ["answers", "put in by operators", "given by models", "items of other kinds", "expired, waiting for DynamoDB to delete them", "hits, counted by samples", "bytes of answers", "questions that are found in other words"];
        await Console.Out.WriteLineAsync(json
            ? $"{{{string.Join(',', order.Select(name => $"\"{name}\":{counts[name]}"))}}}"
            : string.Join(Environment.NewLine, order.Zip(words, (name, word) => string.Create(CultureInfo.InvariantCulture, $"{counts[name],14:N0} {word}"))));
        return ExitCodes.Done;
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.TryGetProperty("S", out var text) ? text.GetString() : null;

    private static long? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.TryGetProperty("N", out var text) && long.TryParse(text.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}

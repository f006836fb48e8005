using System.CommandLine;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var (table, key) = (new TableOptions(), new AnswerKey());
        var command = new Command("delete", "Takes out the answer that an operator put in for a question, or any by its key. Exit code 1: there was none.");
        key.AddTo(command);
        command.Does(table, (answers, arguments, stopping) => RunAsync(answers, key.Of(arguments, answers), arguments.GetValue(table.Json), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, string key, bool json, CancellationToken stopping)
    {
        using var found = await table.Dynamo.CallAsync("GetItem", body => ItemCall.Write(body, table.Name, key), stopping);
        var deleted = found.RootElement.TryGetProperty("Item", out _);
        using var answer = await table.Dynamo.CallAsync("DeleteItem", body => ItemCall.Write(body, table.Name, key), stopping);
        await Console.Out.WriteLineAsync(json ? $"{{\"deleted\":{(deleted ? 1 : 0)}}}" : deleted ? "It is deleted." : $"There is none under {key}.");
        return deleted ? ExitCodes.Done : ExitCodes.Incomplete;
    }
}

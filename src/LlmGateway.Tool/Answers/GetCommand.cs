using System.CommandLine;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers get</c>.</summary>
internal static class GetCommand
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JsonWriting.Options.Encoder, Indented = true };

    public static Command Create()
    {
        var (table, key) = (new TableOptions(), new AnswerKey());
        var command = new Command("get", "Shows the answer that an operator put in for a question, or any by its key. Exit code 1: there is none.");
        key.AddTo(command);
        command.Does(table, (answers, arguments, stopping) => RunAsync(answers, key.Of(arguments, answers), arguments.GetValue(table.Json), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, string key, bool asJson, CancellationToken stopping)
    {
        using var found = await table.Dynamo.CallAsync("GetItem", json => ItemCall.Write(json, table.Name, key), stopping);
        if (!found.RootElement.TryGetProperty("Item", out var item))
        {
            await Console.Error.WriteLineAsync($"There is none under {key}.");
            return ExitCodes.Incomplete;
        }
        using var text = new MemoryStream();
        await using (var json = new Utf8JsonWriter(text, asJson ? JsonWriting.Options : Readable))
        {
            json.WriteStartObject();
            foreach (var attribute in item.EnumerateObject())
            {
                json.WritePropertyName(attribute.Name);
                PlainValue.Write(json, attribute.Value);
            }
            json.WriteEndObject();
        }
        await Console.Out.WriteLineAsync(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
        return ExitCodes.Done;
    }
}

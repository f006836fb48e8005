using System.CommandLine;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers export</c>: in the form of DynamoDB's own exports, which keeps every type, and which import and <c>QaCache</c> take.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Option<string?> output = new("--output") { Description = "The file. Default: stdout.", HelpName = "FILE" };
        Option<bool> plain = new("--plain") { Description = "Plain JSON, easier to read; binary values and sets lose their type." };
        var (table, scope) = (new TableOptions(), new ScopeOptions());
        var command = new Command("export", "Writes all answers, or those of a scope, a JSON object a line.") { output, plain };
        scope.AddTo(command);
        command.Does(table, (answers, arguments, stopping) => RunAsync(answers, scope.Prefix(arguments), arguments.GetValue(output), arguments.GetValue(plain), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AnswersTable table, string? prefix, string? output, bool plain, CancellationToken stopping)
    {
        await using var stream = output is null ? Console.OpenStandardOutput() : new FileStream(output, FileMode.Create, FileAccess.Write);
        await using var buffered = new BufferedStream(stream, 64 * 1024);
        await using var json = new Utf8JsonWriter(buffered, JsonWriting.Options);
        await foreach (var item in AnswersScan.ReadAsync(table, prefix, keysOnly: false, stopping))
        {
            json.WriteStartObject();
            if (plain)
            {
                foreach (var attribute in item.EnumerateObject())
                {
                    json.WritePropertyName(attribute.Name);
                    PlainValue.Write(json, attribute.Value);
                }
            }
            else
            {
                json.WritePropertyName("Item");
                item.WriteTo(json);
            }
            json.WriteEndObject();
            await json.FlushAsync(stopping);
            json.Reset();
            buffered.WriteByte((byte)'\n');
        }
        return ExitCodes.Done;
    }
}

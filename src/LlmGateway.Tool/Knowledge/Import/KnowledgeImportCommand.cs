using System.CommandLine;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Import;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary><c>llm-gateway knowledge import</c>.</summary>
internal static class KnowledgeImportCommand
{
    private const int DefaultConcurrency = 16;

    private static readonly ImportOptions Options = new(
        "Records as JSON, a list or an object a line, or as CSV with a head; or documents: .txt, .md, .html. A record is a passage; a document is cut into chunks.", DefaultConcurrency, "a request");

    private static readonly Option<bool> Json = new("--json") { Description = "The result as JSON on stdout." };
    private static readonly StoreOptions Store = new();
    private static readonly PassageOptions Passages = new();

    public static Command Create()
    {
        var command = new Command("import", "Puts records and documents where a gateway looks for knowledge. Exit code 0: all are in; 1: some were left out; 2: it could not run, or not to its end.") { Json };
        Options.AddTo(command);
        Store.AddTo(command);
        Passages.AddTo(command);
        command.SetAction(async (arguments, stopping) =>
        {
            try
            {
                return await RunAsync(arguments, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped.");
            }
            catch (Exception mistake) when (mistake is ToolException or ImportException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync(mistake.Message);
            }
            catch (AwsServiceException refused)
            {
                await Console.Error.WriteLineAsync($"AWS refused: {refused.Detail ?? refused.Type} ({refused.Type}).");
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or UnauthorizedAccessException or Amazon.Runtime.AmazonClientException)
            {
                await Console.Error.WriteLineAsync(broken.Message);
            }
            return ExitCodes.CannotRun;
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stopping)
    {
        var place = await Store.OpenAsync(arguments, Passages.Read(arguments), Options.IsDryRun(arguments), stopping);
        var run = Options.Read(arguments, place.Store, place.Into, place.Rows, [.. place.Identity, Passages.Identity(arguments)]) with { FormatOf = DocumentText.FormatOf };
        return await ImportOptions.RunAsync(run, arguments.GetValue(Json), stopping);
    }
}

using System.CommandLine;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Import;
using LlmGateway.Tool.Answers.Import;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers</c>: the operator's side of the cache.</summary>
internal static class AnswersCommand
{
    public static Command Create() => new("answers", "Fills, reads and clears the answer cache of a gateway.")
    {
        ImportCommand.Create(), ExportCommand.Create(), GetCommand.Create(), DeleteCommand.Create(), ClearCommand.Create(), StatsCommand.Create(), EmbedCommand.Create(),
    };

    /// <summary>Runs a command on its table; what goes wrong is one sentence on stderr, and the exit code says so.</summary>
    public static void Does(this Command command, TableOptions options, Func<AnswersTable, ParseResult, CancellationToken, Task<int>> action)
    {
        options.AddTo(command);
        command.SetAction(async (arguments, stopping) =>
        {
            try
            {
                return await action(await options.OpenAsync(arguments, stopping), arguments, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped.");
            }
            catch (Exception mistake) when (mistake is AnswersException or ImportException or InvalidDataException or GatewayException)
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
    }
}

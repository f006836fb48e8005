using System.CommandLine;
using System.Net.WebSockets;
using LlmGateway.Core.Aws;
using LlmGateway.Tool.Answers;

namespace LlmGateway.Tool.Output;

/// <summary>Runs a command; what goes wrong is one sentence on stderr, and the exit code says so.</summary>
internal static class GuardedCommand
{
    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task> action) => command.Ends(async (arguments, stopping) =>
    {
        await action(arguments, stopping);
        return ExitCodes.Done;
    });

    /// <summary>As <see cref="Runs"/>, for commands that end in more than one way.</summary>
    public static Command Ends(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (arguments, stopping) =>
        {
            try
            {
                return await action(arguments, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped.");
            }
            catch (AwsServiceException refused)
            {
                await Console.Error.WriteLineAsync($"AWS refused: {refused.Detail ?? refused.Type} ({refused.Type}).");
            }
            catch (Exception mistake) when (IsTold(mistake))
            {
                await Console.Error.WriteLineAsync(SingleLine(mistake.Message));
            }
            return ExitCodes.CannotRun;
        });
        return command;
    }

    /// <summary>What happens to people who make no mistake, or one of the usual.</summary>
    private static bool IsTold(Exception mistake) =>
        mistake is ToolException or HttpRequestException or WebSocketException or IOException or UnauthorizedAccessException or Amazon.Runtime.AmazonClientException;

    private static string SingleLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

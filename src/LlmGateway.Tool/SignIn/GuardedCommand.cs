using System.CommandLine;
using LlmGateway.Core.Aws;
using LlmGateway.Tool.Answers;

namespace LlmGateway.Tool.SignIn;

/// <summary>Runs a command; what goes wrong is one sentence on stderr, and the exit code says so.</summary>
internal static class GuardedCommand
{
    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task> action)
    {
        command.SetAction(async (arguments, stopping) =>
        {
            try
            {
                await action(arguments, stopping);
                return ExitCodes.Done;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped.");
            }
            catch (AwsServiceException refused)
            {
                await Console.Error.WriteLineAsync($"Cognito refused: {refused.Detail ?? refused.Type} ({refused.Type}).");
            }
            catch (Exception mistake) when (mistake is SignInToolException or HttpRequestException or IOException or UnauthorizedAccessException or Amazon.Runtime.AmazonClientException)
            {
                await Console.Error.WriteLineAsync(mistake.Message);
            }
            return ExitCodes.CannotRun;
        });
        return command;
    }
}

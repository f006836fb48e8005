using System.CommandLine;
using LlmGateway.Tool;
using LlmGateway.Tool.Asking;
using LlmGateway.Tool.Local;

var arguments = ToolCommands.Create().Parse(args);
// A shell that asks what may come next sends a line that is not complete.
var suggests = args is [['[', ..], ..];
if (!suggests && arguments.Errors is [.., var mistake] && args.Length > 0)
{
    await Console.Error.WriteLineAsync($"{mistake.Message.ReplaceLineEndings(" ")} llm-gateway --help lists what there is.");
    return LocalCommand.CannotRun;
}
// Time enough to stop what was started; more than that is no answer to Ctrl+C. In a chat, Ctrl+C ends answers.
var patience = arguments.CommandResult.Command.Name == ChatCommand.Name ? (TimeSpan?)null : TimeSpan.FromSeconds(10);
var code = await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = patience });
return !suggests && arguments.Errors.Count > 0 ? LocalCommand.CannotRun : code;

using System.CommandLine;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Serve;
using LlmGateway.Tool.SignIn;

var root = new RootCommand("Runs and operates LLM gateways made with LlmGateway.Constructs.") { LocalCommand.Create(), ServeCommand.Create(), AnswersCommand.Create(), UsersCommand.Create(), LoginCommand.CreateLogin(), LoginCommand.CreateToken() };
var arguments = root.Parse(args);
if (arguments.Errors is [.., var mistake] && args.Length > 0)
{
    await Console.Error.WriteLineAsync($"{mistake.Message} llm-gateway --help lists what there is.");
    return LocalCommand.CannotRun;
}
// Time enough to stop what was started; more than that is no answer to Ctrl+C.
var code = await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
return arguments.Errors.Count > 0 ? LocalCommand.CannotRun : code;

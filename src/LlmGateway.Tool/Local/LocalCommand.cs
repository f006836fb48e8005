using System.CommandLine;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.DynamoDb;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.Reporting;
using LlmGateway.Tool.Local.Template;
using Spectre.Console;

namespace LlmGateway.Tool.Local;

/// <summary><c>llm-gateway local</c>.</summary>
internal static class LocalCommand
{
    /// <summary>The run could not start: what was asked for is not there, or does not work.</summary>
    public const int CannotRun = 2;

    private const string UpstreamKeyVariable = "LLM_GATEWAY_UPSTREAM_KEY";

    private static readonly Argument<string?> Source = new("app-or-cdk.out")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A CDK app's folder or project file, which is synthesized first, or a cdk.out, which is taken as it is. Default: examples/QuickStart of the checkout.",
    };

    private static readonly Option<string?> StackName = new("--stack") { Description = "Which of several stacks.", HelpName = "NAME" };
    private static readonly Option<int> Port = new("--port") { Description = "Port on 127.0.0.1; 0 takes any free one.", DefaultValueFactory = _ => LocalRunOptions.DefaultPort, HelpName = "NUMBER" };
    private static readonly Option<int> Concurrency = new("--concurrency") { Description = "Handler processes of each function at most.", DefaultValueFactory = _ => LocalRunOptions.DefaultConcurrency, HelpName = "NUMBER" };
    private static readonly Option<string?> Region = new("--region") { Description = "Region of a stack that names none. Default: us-east-1; with --upstream bedrock, AWS_REGION.", HelpName = "NAME" };
    private static readonly Option<string?> Upstream = new("--upstream") { Description = $"Real answers: \"bedrock\" (your own AWS credentials), or the base URL of an OpenAI-compatible server, whose key is read from {UpstreamKeyVariable}.", HelpName = "bedrock|URL" };
    private static readonly Option<string?> UpstreamModel = new("--upstream-model") { Description = "Model to ask the server for. Default: the first that it lists.", HelpName = "NAME" };
    private static readonly Option<string?> Script = new("--script") { Description = "JSON file that tells the Bedrock simulator what to answer, how fast, and when to fail.", HelpName = "FILE" };
    private static readonly Option<string[]> Parameters = new("--parameter") { Description = "Value of a CloudFormation parameter.", HelpName = "NAME=VALUE" };
    private static readonly Option<string[]> Ssm = new("--ssm") { Description = "Value of an SSM parameter that the template does not make.", HelpName = "NAME=VALUE" };
    private static readonly Option<string[]> Secrets = new("--secret") { Description = "Value of a secret, by name, ARN or logical id.", HelpName = "NAME=VALUE" };
    private static readonly Option<string[]> KnowledgeBases = new("--knowledge-base") { Description = "Passages of a knowledge base of Bedrock, by its id or logical id: a file of JSON lines with text, uri and metadata.", HelpName = "ID=FILE" };
    private static readonly Option<bool> SignIn = new("--sign-in") { Description = $"The chat page asks who you are, as in AWS. Default: it is signed in as {LocalRunOptions.DefaultPageUser}, or has the run's API key." };
    private static readonly Option<bool> Json = new("--json") { Description = "What runs, as one line of JSON on stdout; all else goes to stderr." };
    private static readonly Option<bool> Trace = new("--trace") { Description = "One line for each step of each request." };

    public static Command Create()
    {
        var command = new Command("local", "Runs a synthesized stack on this machine: its routes, keys, functions, tables and permissions, with simulated models.")
        {
            Source, StackName, Port, Concurrency, Region, Upstream, UpstreamModel, Script, Parameters, Ssm, Secrets, KnowledgeBases, SignIn, Trace, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stopping)
    {
        try
        {
            var options = await ReadAsync(arguments, stopping);
            await using var run = await LocalRun.StartAsync(options, stopping);
            if (arguments.GetValue(Json)) await Console.Out.WriteLineAsync(StartupJson.Of(run));
            else new StartupReport(AnsiConsole.Console, Console.Out).Print(run, options.Upstream);
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl+C or SIGTERM: what the user wanted.
        }
        catch (Exception e) when (e is LocalRunException or TemplateException or DynaliteException or PolicyException or SimulatorScriptException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CannotRun;
        }
        return 0;
    }

    private static async Task<LocalRunOptions> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Source) is ['-', ..] and var option) throw new LocalRunException($"There is no option {option}; llm-gateway local --help lists them.");
        var upstream = ReadUpstream(arguments.GetValue(Upstream), arguments.GetValue(UpstreamModel));
        var concurrency = arguments.GetValue(Concurrency);
        if (concurrency is < 1 or > 1000) throw new LocalRunException("--concurrency must be between 1 and 1000.");
        if (arguments.GetValue(Port) is < 0 or > 65535) throw new LocalRunException("--port must be between 0 and 65535.");
        var told = arguments.GetValue(Json) ? Console.Error : Console.Out;
        var own = upstream is { IsBedrock: true } ? Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") : null;
        return new LocalRunOptions
        {
            Source = arguments.GetValue(Source),
            Stack = arguments.GetValue(StackName),
            Port = arguments.GetValue(Port),
            PageUser = arguments.GetValue(SignIn) ? null : LocalRunOptions.DefaultPageUser,
            Concurrency = concurrency,
            Region = arguments.GetValue(Region) ?? own ?? TemplateEnvironment.DefaultRegion,
            Upstream = upstream,
            Script = arguments.GetValue(Script) is { } file ? await SimulatorScript.LoadAsync(file, cancellationToken) : SimulatorScript.Default,
            Inputs = new StackInputs
            {
                Parameters = NamedValues.Read("--parameter", arguments.GetValue(Parameters)),
                Ssm = NamedValues.Read("--ssm", arguments.GetValue(Ssm)),
                Secrets = NamedValues.Read("--secret", arguments.GetValue(Secrets)),
                KnowledgeBases = NamedValues.Read("--knowledge-base", arguments.GetValue(KnowledgeBases)),
            },
            Trace = arguments.GetValue(Trace) ? new ConsoleTrace(told, TimeProvider.System) : NoTrace.Instance,
            Progress = told.WriteLine,
        };
    }

    private static UpstreamChoice? ReadUpstream(string? upstream, string? model)
    {
        if (upstream is null) return model is null ? null : throw new LocalRunException("--upstream-model needs --upstream URL.");
        if (upstream == "bedrock") return model is null ? new UpstreamChoice() : throw new LocalRunException("--upstream-model is for servers; Bedrock is asked for the template's own models.");
        return Uri.TryCreate(upstream, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? new UpstreamChoice(server, model, Environment.GetEnvironmentVariable(UpstreamKeyVariable))
            : throw new LocalRunException($"--upstream takes bedrock or a URL such as http://127.0.0.1:11434/v1, not {upstream}.");
    }
}

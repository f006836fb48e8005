using System.CommandLine;
using System.Text;
using LlmGateway.Client;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Asking;

/// <summary><c>llm-gateway ask</c>: one question, one answer, for scripts.</summary>
internal static class AskCommand
{
    private const string Stdin = "-";

    private static readonly Argument<string?> Question = new("question") { Arity = ArgumentArity.ZeroOrOne, Description = "What to ask. Default: what comes on stdin." };
    private static readonly Option<string[]> Files = new("--file", "-f") { Description = "A text to send after the question; - is stdin. May come several times.", HelpName = "FILE" };
    private static readonly Option<bool> Json = new("--json") { Description = "The answer, and what is known of it, as one line of JSON." };

    public static Command Create()
    {
        var (gateway, prompt) = (new GatewayOptions(), new PromptOptions());
        var command = new Command("ask", "Asks a gateway one question. Exit code 0: the answer is whole; 1: it ended early (length, filter); 2: there is none.") { Question, Files, Json };
        prompt.AddTo(command);
        gateway.AddTo(command);
        return command.Ends(async (arguments, stopping) =>
        {
            var question = prompt.Of(arguments, await ReadAsync(arguments.GetValue(Question), arguments.GetValue(Files) ?? [], stopping));
            var place = await gateway.FindAsync(arguments, preferSocket: false, stopping);
            try
            {
                return await AskAsync(place, question, arguments.GetValue(Json), stopping);
            }
            catch (GatewayException refusal)
            {
                throw new ToolException(GatewayRefusal.Tell(refusal, place), refusal);
            }
        });
    }

    private static async Task<int> AskAsync(GatewayPlace place, GatewayPrompt question, bool json, CancellationToken stopping)
    {
        await using var client = place.Connect();
        var answer = new ToldAnswer();
        await foreach (var frame in client.AskAsync(question, stopping))
        {
            var text = answer.Add(frame);
            if (json) continue;
            await Console.Out.WriteAsync(Console.IsOutputRedirected ? text : TerminalText.Safe(text));
            await Console.Out.FlushAsync(stopping);
        }
        await Console.Out.WriteLineAsync(json ? answer.ToJson() : "");
        if (answer.IsWhole) return ExitCodes.Done;
        if (!json) await Console.Error.WriteLineAsync(answer.Summary());
        return ExitCodes.Incomplete;
    }

    private static async Task<string> ReadAsync(string? question, string[] files, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(question ?? await StdinAsync(cancellationToken));
        foreach (var file in files)
        {
            if (text.Length > 0) text.Append("\n\n");
            if (file == Stdin) text.Append(await StdinAsync(cancellationToken));
            else text.Append(File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : throw new ToolException($"There is no file {file}."));
        }
        return string.IsNullOrWhiteSpace(text.ToString()) ? throw new ToolException("There is nothing to ask: name a question, or write it to stdin.") : text.ToString();
    }

    private static Task<string> StdinAsync(CancellationToken cancellationToken) =>
        Console.IsInputRedirected ? Console.In.ReadToEndAsync(cancellationToken) : throw new ToolException("Name a question: llm-gateway ask \"What is wrong with node 42?\"");
}

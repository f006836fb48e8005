using LlmGateway.Tool.Output;
using Spectre.Console;

namespace LlmGateway.Tool.Asking;

/// <summary>Where a chat is read and written: a person's terminal, or pipes, which get answers alone.</summary>
/// <param name="input">Questions and commands, one a line.</param>
/// <param name="output">Answers.</param>
/// <param name="console">For all that is said beside the answers.</param>
/// <param name="isTerminal">A person is there.</param>
internal sealed class ChatScreen(TextReader input, TextWriter output, IAnsiConsole console, bool isTerminal)
{
    public static ChatScreen OfProcess() => new(Console.In, Console.Out,
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), !Console.IsInputRedirected && !Console.IsOutputRedirected);

    /// <returns>Null: there is no more.</returns>
    public string? Read()
    {
        if (isTerminal) console.Markup("[green]>[/] ");
        return input.ReadLine();
    }

    public void Write(string text)
    {
        output.Write(isTerminal ? TerminalText.Safe(text) : text);
        output.Flush();
    }

    public void Line(string text = "")
    {
        output.WriteLine(text);
        output.Flush();
    }

    /// <summary>To a person; pipes are spared it.</summary>
    public void Say(string text, string colour = "grey")
    {
        if (isTerminal) console.MarkupLine($"[{colour}]{Markup.Escape(TerminalText.Safe(text))}[/]");
    }

    /// <summary>What went wrong, to whoever is there.</summary>
    public void Complain(string text)
    {
        if (isTerminal) Say(text, "red");
        else Console.Error.WriteLine(text);
    }
}

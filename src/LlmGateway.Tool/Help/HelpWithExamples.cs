using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LlmGateway.Tool.Help;

/// <summary>Help, and below it how the command is typed.</summary>
internal sealed class HelpWithExamples(HelpAction plain) : SynchronousCommandLineAction
{
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>()) option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = plain.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = Examples.Of(PathOf(parseResult.CommandResult.Command));
        if (examples.Count == 0) return code;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }

    /// <summary>The command as it is typed, without the program's name; of the program itself, nothing.</summary>
    public static string PathOf(Command command)
    {
        var path = "";
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault()) path = path.Length == 0 ? at.Name : $"{at.Name} {path}";
        return path;
    }
}

using System.CommandLine;
using LlmGateway.Tool.Help;

namespace LlmGateway.Tool.Tests.Help;

/// <summary>What each command says of itself.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Paths => [.. Commands(ToolCommands.Create()).Select(HelpWithExamples.PathOf)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_command_shows_how_it_is_typed(string path)
    {
        using var output = new StringWriter();

        var code = ToolCommands.Create().Parse($"{path} --help").Invoke(new InvocationConfiguration { Output = output });

        code.Should().Be(0);
        output.ToString().Should().Contain("Usage:").And.Contain("Examples:").And.Contain($"llm-gateway {path}".TrimEnd());
    }

    [Fact]
    public void Every_example_is_of_a_command_and_parses()
    {
        foreach (var path in Examples.Paths)
        {
            Commands(ToolCommands.Create()).Select(HelpWithExamples.PathOf).Should().Contain(path);
            foreach (var example in Examples.Of(path))
            {
                var typed = example[(example.IndexOf("llm-gateway ", StringComparison.Ordinal) + "llm-gateway ".Length)..].Split(" < ")[0].Split(" >")[0].Split(')')[0];
                ToolCommands.Create().Parse(typed).Errors.Should().BeEmpty(example);
            }
        }
    }

    [Fact]
    public void Every_command_that_does_something_has_json()
    {
        // A script for a shell is no data.
        foreach (var command in Commands(ToolCommands.Create()).Where(command => command.Subcommands.Count == 0 && command.Name != "completion"))
            command.Options.Should().Contain(option => option.Name == "--json", HelpWithExamples.PathOf(command));
    }

    private static IEnumerable<Command> Commands(Command command) => [command, .. command.Subcommands.SelectMany(Commands)];
}

using System.Text;
using CliWrap.Buffered;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>The piece of work that agents are given: two tools, one after the other, and a last word.</summary>
internal static class Greeting
{
    public const string Task = "Write a greeting into hello.txt, then look at it.";
    public const string Text = "Hello from the gateway.\n";
    public const string End = "The greeting is written.";

    /// <summary>What the model says and calls.</summary>
    /// <param name="write">With the agent's own tool for files, or its shell.</param>
    /// <param name="show">With its shell.</param>
    public static SimulatorRule[] By(ScriptedToolCall write, ScriptedToolCall show) =>
    [
        // Beside the work, some ask for a title.
        new() { When = new() { System = "title generator" }, Answer = "A greeting" },
        new() { Times = 1, Answer = "I write it.", ToolCalls = [write] },
        new() { Times = 1, ToolCalls = [show] },
        new() { Answer = End },
    ];

    /// <summary>The file is there, the agent tells the model's last word, and the model was told what both tools gave.</summary>
    public static void ShouldBeWritten(this CodingAgent agent, BufferedCommandResult result, ScriptedBedrock script)
    {
        result.StandardOutput.Should().Contain(End, result.StandardError);
        result.ExitCode.Should().Be(0);
        File.ReadAllText(Path.Combine(agent.Folder, "hello.txt")).Should().Be(Text);
        script.Calls.Select(call => Encoding.UTF8.GetString(call.Body.Span)).Should()
            .ContainSingle(body => Count(body, "\"toolResult\"") + Count(body, "\"tool_result\"") == 2).Which.Should().Contain(Text.TrimEnd());
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}

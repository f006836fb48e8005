using System.Text.Json.Nodes;
using CliWrap.Buffered;
using LlmGateway.EndToEnd.EdgeCases;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>Claude Code itself, pointed at the gateway by the lines of docs/clients.md, does a piece of work to its end.</summary>
[Collection(AgentStack.Collection)]
public sealed class ClaudeCodeTests(AgentStack stack)
{
    private const string Task = "Write a greeting into hello.txt, then look at it.";
    private const string End = "The greeting is written.";

    [SkippableFact]
    public async Task Works_with_the_settings_of_the_page()
    {
        using var agent = new CodingAgent();
        using var script = stack.Script(Work(agent));

        var result = await RunAsync(agent);

        result.StandardOutput.Trim().Should().Be(End, result.StandardError);
        ShouldHaveWorked(agent);
        stack.Wire.Answered.Should().OnlyContain(one => one.Status == 200);
        script.Calls.Should().OnlyContain(call => call.Target.EndsWith("claude-sonnet-5/invoke-with-response-stream"), "Claude gets what Claude Code sent");
        ResultsOf(script).Should().HaveCount(2).And.SatisfyRespectively(
            written => written.Should().Contain("hello.txt"), shown => shown.Should().Contain("Hello from the gateway."));
    }

    [SkippableTheory]
    [InlineData(AgentStack.Haiku, true)]
    [InlineData(AgentStack.TeamHaiku, false)]
    [InlineData(AgentStack.Nova, true)]
    public async Task Works_with_other_models(string model, bool atFirst)
    {
        using var agent = new CodingAgent();
        using var script = stack.Script(Work(agent));

        var result = await RunAsync(agent, "--model", model);

        result.StandardOutput.Trim().Should().Be(End, result.StandardError);
        ShouldHaveWorked(agent);
        // Of a name that it does not know, Claude Code expects what the newest takes, and learns better from Claude's refusals.
        stack.Wire.Answered.SkipWhile(one => !atFirst && one.Status == 400).Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(one => one.Status == 200);
    }

    [SkippableFact]
    public async Task Works_with_its_experimental_betas()
    {
        using var agent = new CodingAgent();
        using var script = stack.Script(Work(agent));

        var result = await RunAsync(agent, "unset CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS", AgentStack.Sonnet);

        result.StandardOutput.Trim().Should().Be(End, result.StandardError);
        ShouldHaveWorked(agent);
        stack.Wire.Answered.Should().OnlyContain(one => one.Status == 200);
    }

    private static SimulatorRule[] Work(CodingAgent agent) =>
    [
        new()
        {
            Times = 1, Answer = "I write it.", Reasoning = "A file is needed.",
            ToolCalls = [new() { Name = "Write", Input = new JsonObject { ["file_path"] = Path.Combine(agent.Folder, "hello.txt"), ["content"] = "Hello from the gateway.\n" } }],
        },
        new() { Times = 1, ToolCalls = [new() { Name = "Bash", Input = new JsonObject { ["command"] = "cat hello.txt", ["description"] = "Show it" } }] },
        new() { Answer = End },
    ];

    private static void ShouldHaveWorked(CodingAgent agent) => File.ReadAllText(Path.Combine(agent.Folder, "hello.txt")).Should().Be("Hello from the gateway.\n");

    private static IEnumerable<string> ResultsOf(ScriptedBedrock script) =>
        script.Body()["messages"]!.AsArray().SelectMany(turn => turn!["content"] as JsonArray ?? []).Where(block => block!["type"]?.GetValue<string>() == "tool_result")
            .Select(block => block!["content"]!.ToJsonString());

    private Task<BufferedCommandResult> RunAsync(CodingAgent agent, params string[] arguments) => RunAsync(agent, "", null, arguments);

    private Task<BufferedCommandResult> RunAsync(CodingAgent agent, string change, string? model, params string[] arguments) => agent.RunAsync(
        Path.Combine("@anthropic-ai", $"claude-code-{CodingAgent.Platform}", "claude"),
        ClientsPage.SettingsOf("Claude Code", stack) + change,
        // Writing is allowed by the mode, looking by name.
        ["-p", Task, "--permission-mode", "acceptEdits", "--allowedTools", "Bash(cat:*)", "--max-turns", "9", .. model is null ? [] : new[] { "--model", model }, .. arguments],
        new Dictionary<string, string?>
        {
            ["CLAUDE_CONFIG_DIR"] = Path.Combine(agent.Home, ".claude"),
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["DISABLE_AUTOUPDATER"] = "1",
            ["DISABLE_TELEMETRY"] = "1",
        });
}

using CliWrap.Buffered;
using LlmGateway.EndToEnd.EdgeCases;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>Claude Code itself, pointed at the gateway by the lines of docs/clients.md, does a piece of work to its end.</summary>
[Collection(AgentStack.Collection)]
public sealed class ClaudeCodeTests(AgentStack stack)
{
    [SkippableFact]
    public async Task Works_with_the_settings_of_the_page()
    {
        using var agent = new CodingAgent();
        using var script = stack.Script(Work(agent));

        var result = await RunAsync(agent);

        agent.ShouldBeWritten(result, script);
        stack.Wire.Answered.Should().OnlyContain(one => one.Status == 200);
        script.Calls.Should().OnlyContain(call => call.Target.EndsWith("claude-sonnet-5/invoke-with-response-stream"), "Claude gets what Claude Code sent");
        script.Body()["messages"]!.AsArray().Select(turn => turn!["role"]!.GetValue<string>()).Should().StartWith(["user", "system", "assistant"], "a new Claude takes instructions between the turns");
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

        agent.ShouldBeWritten(result, script);
        // Of a name that it does not know, Claude Code expects what the newest takes, and learns better from Claude's refusals.
        stack.Wire.Answered.SkipWhile(one => !atFirst && one.Status == 400).Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(one => one.Status == 200);
    }

    [SkippableFact]
    public async Task Works_with_betas_that_Bedrock_does_not_have()
    {
        using var agent = new CodingAgent();
        var refusal = new SimulatorRule { Times = 1, Error = new() { Type = "ValidationException", Message = "The model returned the following errors: invalid beta flag" } };
        using var script = stack.Script([refusal, .. Work(agent)]);

        var result = await RunAsync(agent, "unset CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS", AgentStack.Sonnet);

        agent.ShouldBeWritten(result, script);
        stack.Wire.Answered.Should().OnlyContain(one => one.Status == 200);
        script.Calls.Take(2).Select(call => System.Text.Encoding.UTF8.GetString(call.Body.Span).Contains("\"anthropic_beta\"")).Should().Equal([true, false], "the gateway asks again without them");
    }

    private static SimulatorRule[] Work(CodingAgent agent) => Greeting.By(
        new() { Name = "Write", Input = new() { ["file_path"] = agent.File, ["content"] = Greeting.Text } },
        new() { Name = "Bash", Input = new() { ["command"] = "cat hello.txt", ["description"] = "Show it" } });

    private Task<BufferedCommandResult> RunAsync(CodingAgent agent, params string[] arguments) => RunAsync(agent, "", null, arguments);

    private Task<BufferedCommandResult> RunAsync(CodingAgent agent, string change, string? model, params string[] arguments) => agent.RunAsync(
        Path.Combine("@anthropic-ai", $"claude-code-{CodingAgent.Platform}", "claude"),
        ClientsPage.SettingsOf("Claude Code", stack) + change,
        // Writing is allowed by the mode, looking by name.
        ["-p", Greeting.Task, "--permission-mode", "acceptEdits", "--allowedTools", "Bash(cat:*)", "--max-turns", "9", .. model is null ? [] : new[] { "--model", model }, .. arguments],
        new Dictionary<string, string?>
        {
            ["CLAUDE_CONFIG_DIR"] = Path.Combine(agent.Home, ".claude"),
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["DISABLE_AUTOUPDATER"] = "1",
            ["DISABLE_TELEMETRY"] = "1",
        });
}

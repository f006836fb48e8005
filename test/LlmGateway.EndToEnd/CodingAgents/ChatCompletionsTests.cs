using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>Agents that speak chat completions, pointed at the gateway by the lines of docs/clients.md, do a piece of work to its end.</summary>
[Collection(AgentStack.Collection)]
public sealed class ChatCompletionsTests(AgentStack stack)
{
    [SkippableFact]
    public Task Opencode_works_with_the_settings_of_the_page() => WorksAsync(
        agent => File.WriteAllText(Path.Combine(agent.Folder, "opencode.json"), ClientsPage.SettingsOf("opencode", stack)),
        agent => new() { Name = "write", Input = new() { ["filePath"] = agent.File, ["content"] = Greeting.Text } },
        new() { Name = "bash", Input = new() { ["command"] = "cat hello.txt", ["description"] = "Show it" } },
        Path.Combine($"opencode-{CodingAgent.Platform}", "bin", "opencode"),
        _ => ["run", "--model", $"gateway/{AgentStack.Sonnet}", Greeting.Task],
        new() { ["OPENCODE_DISABLE_AUTOUPDATE"] = "true", ["OPENCODE_DISABLE_LSP_DOWNLOAD"] = "true", ["OPENCODE_DISABLE_MODELS_FETCH"] = "true" });

    [SkippableFact]
    public Task Cline_works_with_the_settings_of_the_page() => WorksAsync(
        agent => agent.WriteHome(".cline/data/settings/providers.json", ClientsPage.SettingsOf("Cline's", stack)),
        agent => new() { Name = "editor", Input = new() { ["path"] = agent.File, ["new_text"] = Greeting.Text } },
        new() { Name = "run_commands", Input = new() { ["commands"] = new System.Text.Json.Nodes.JsonArray("cat hello.txt") } },
        Path.Combine("@cline", $"cli-{CodingAgent.Platform}", "bin", "cline"),
        // With a folder of data it leaves no process behind.
        agent => ["--data-dir", Path.Combine(agent.Home, ".cline", "data"), "--cwd", agent.Folder, "--json", Greeting.Task],
        []);

    [SkippableFact]
    public Task Continue_works_with_the_settings_of_the_page() => WorksAsync(
        agent => agent.WriteHome(".continue/config.yaml", ClientsPage.SettingsOf("Continue", stack)),
        agent => new() { Name = "Write", Input = new() { ["filepath"] = agent.File, ["content"] = Greeting.Text } },
        new() { Name = "Bash", Input = new() { ["command"] = "cat hello.txt" } },
        Path.Combine("@continuedev", "cli", "dist", "cn.js"),
        _ => ["-p", "--auto", Greeting.Task],
        new() { ["CONTINUE_TELEMETRY_ENABLED"] = "0" });

    private async Task WorksAsync(
        Action<CodingAgent> setUp, Func<CodingAgent, ScriptedToolCall> write, ScriptedToolCall show,
        string program, Func<CodingAgent, IEnumerable<string>> arguments, Dictionary<string, string?> environment)
    {
        using var agent = new CodingAgent();
        setUp(agent);
        using var script = stack.Script(Greeting.By(write(agent), show));

        var result = await agent.RunAsync(program, "", arguments(agent), new Dictionary<string, string?>(environment) { ["GATEWAY_KEY"] = stack.ApiKey });

        agent.ShouldBeWritten(result, script);
        stack.Wire.Answered.Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(one => one.Request == "POST /prod/v1/chat/completions" && one.Status == 200);
    }
}

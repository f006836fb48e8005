using LlmGateway.EndToEnd.EdgeCases;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>Codex CLI itself, pointed at the gateway by the lines of docs/clients.md, does a piece of work to its end.</summary>
[Collection(AgentStack.Collection)]
public sealed class CodexTests(AgentStack stack)
{
    [SkippableTheory]
    [InlineData(AgentStack.Sonnet)]
    [InlineData(AgentStack.Nova)]
    public async Task Works_with_the_settings_of_the_page(string model)
    {
        using var agent = new CodingAgent();
        agent.WriteHome(".codex/config.toml", ClientsPage.SettingsOf("Codex CLI", stack));
        using var script = stack.Script(Greeting.By(Run("echo 'Hello from the gateway.' > hello.txt"), Run("cat hello.txt")));

        var result = await agent.RunAsync(
            Path.Combine("@openai", $"codex-{CodingAgent.Platform}", "vendor", Target, "bin", "codex"), "",
            // The folder is a temporary one of no repository, and the machine may lack what Codex builds its sandbox of.
            ["exec", "--skip-git-repo-check", "--sandbox", "danger-full-access", "--model", model, Greeting.Task],
            new Dictionary<string, string?> { ["GATEWAY_KEY"] = stack.ApiKey });

        agent.ShouldBeWritten(result, script);
        stack.Wire.Answered.Should().HaveCount(3).And.OnlyContain(one => one.Request == "POST /prod/v1/responses" && one.Status == 200);
        script.Turns().Should().Equal("user: text text", "assistant: reasoningContent text toolUse", "user: toolResult", "assistant: reasoningContent toolUse", "user: toolResult");
        script.Sent("toolConfig").Should().Contain("\"multi_agent_v1__spawn_agent\"", "Codex sends tools in namespaces, which Bedrock does not know");
    }

    private static ScriptedToolCall Run(string command) => new() { Name = "exec_command", Input = new() { ["cmd"] = command } };

    private static string Target => CodingAgent.Platform switch
    {
        "darwin-arm64" => "aarch64-apple-darwin",
        "linux-arm64" => "aarch64-unknown-linux-musl",
        _ => "x86_64-unknown-linux-musl",
    };
}

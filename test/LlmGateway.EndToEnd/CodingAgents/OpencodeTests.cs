using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.EndToEnd.EdgeCases;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>opencode itself, pointed at the gateway by the lines of docs/clients.md, does a piece of work to its end.</summary>
[Collection(AgentStack.Collection)]
public sealed class OpencodeTests(AgentStack stack)
{
    private const string End = "The greeting is written.";

    [SkippableFact]
    public async Task Works_with_the_settings_of_the_page()
    {
        using var agent = new CodingAgent();
        File.WriteAllText(Path.Combine(agent.Folder, "opencode.json"), ClientsPage.SettingsOf("opencode", stack));
        using var script = stack.Script(
            // Beside the work it asks for a title.
            new() { When = new() { System = "title generator" }, Answer = "A greeting" },
            new()
            {
                Times = 1, Answer = "I write it.",
                ToolCalls = [new() { Name = "write", Input = new() { ["filePath"] = Path.Combine(agent.Folder, "hello.txt"), ["content"] = "Hello from the gateway.\n" } }],
            },
            new() { Times = 1, ToolCalls = [new() { Name = "bash", Input = new() { ["command"] = "cat hello.txt", ["description"] = "Show it" } }] },
            new() { Answer = End });

        var result = await agent.RunAsync(
            Path.Combine($"opencode-{CodingAgent.Platform}", "bin", "opencode"), "",
            ["run", "--model", $"gateway/{AgentStack.Sonnet}", "Write a greeting into hello.txt, then look at it."],
            new Dictionary<string, string?>
            {
                ["GATEWAY_KEY"] = stack.ApiKey,
                ["OPENCODE_DISABLE_AUTOUPDATE"] = "true",
                ["OPENCODE_DISABLE_LSP_DOWNLOAD"] = "true",
                ["OPENCODE_DISABLE_MODELS_FETCH"] = "true",
            });

        result.StandardOutput.Should().Contain(End, result.StandardError);
        File.ReadAllText(Path.Combine(agent.Folder, "hello.txt")).Should().Be("Hello from the gateway.\n");
        stack.Wire.Answered.Should().HaveCountGreaterThanOrEqualTo(3).And.OnlyContain(one => one.Request == "POST /prod/v1/chat/completions" && one.Status == 200);
        script.Calls.Select(call => System.Text.Encoding.UTF8.GetString(call.Body.Span)).Should()
            .ContainSingle(body => body.Contains("\"toolResult\"") && body.Contains("cat hello.txt"), "the third request has both results").Which.Should().Contain("Hello from the gateway.");
    }
}

using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>Python client libraries, unmodified, against a running stack: <c>test/python/clients.py</c> has the checks.</summary>
[Collection(ClientsStack.Collection)]
public sealed class PythonClientTests(ClientsStack stack)
{
    private static readonly SimulatorRule[] Rules =
    [
        new() { When = new SimulatorMatch { Prompt = "Say plain." }, Answer = "Plain it is." },
        new() { When = new SimulatorMatch { Prompt = "What is the weather?" }, ToolCalls = [Call("Oslo"), Call("Lima")] },
    ];

    [SkippableTheory]
    [InlineData("new", 20)]
    [InlineData("old", 23)]
    public async Task Every_check_of_the_libraries_passes(string environment, int checks)
    {
        var (python, reason) = await PythonClients.EnsureAsync(environment);
        Skip.If(python is null, reason);
        using var script = stack.Script(Rules);

        var result = await Cli.Wrap(python!)
            .WithArguments([Path.Combine(Repository.Root, "test", "python", "clients.py"), stack.BaseUrl, stack.Ada])
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1" })
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

        var outcomes = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        outcomes.Where(outcome => outcome["error"] is not null).Select(outcome => $"{outcome["check"]}: {outcome["error"]}").Should().BeEmpty();
        outcomes.Should().HaveCount(checks, result.StandardError);
        if (environment == "new")
        {
            // The tool runner and threads of anthropic 2.x send their new messages alone, until the gateway's refusal makes them send all.
            var last = script.Calls.Last(call => System.Text.Encoding.UTF8.GetString(call.Body.Span).Contains("Recite everything.", StringComparison.Ordinal));
            System.Text.Encoding.UTF8.GetString(last.Body.Span).Should().Contain("My name is Ada.");
        }
    }

    private static ScriptedToolCall Call(string city) => new() { Name = "get_weather", Input = new JsonObject { ["city"] = city } };
}

using System.Text.Json.Nodes;
using LlmGateway.EndToEnd.EdgeCases;
using LlmGateway.Testing;

namespace LlmGateway.EndToEnd.ClientMatrix;

/// <summary>The npm clients that people use, unmodified, streaming and not: over Claude as it is and over models behind another protocol.</summary>
[Collection(EdgeCaseStack.Collection)]
public sealed class NodeClientTests(EdgeCaseStack stack)
{
    public static TheoryData<string, string> Clients => new()
    {
        { "openai", EdgeCaseStack.Claude }, { "openai", EdgeCaseStack.Nova },
        { "anthropic", EdgeCaseStack.Claude }, { "anthropic", EdgeCaseStack.Nova },
        { "ai", EdgeCaseStack.Claude }, { "langchain", EdgeCaseStack.Claude },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Answers_whole_and_streamed(string client, string model)
    {
        using var script = stack.Script(ToolLoop.Says("Hello, Ada. Grüße!"));

        foreach (var scenario in new[] { "text", "stream" })
            (await RunAsync(client, model, scenario))["text"]!.GetValue<string>().Should().Be("Hello, Ada. Grüße!", scenario);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Runs_a_loop_of_tools_to_its_end(string client, string model)
    {
        foreach (var scenario in new[] { "loop", "streamed-loop" })
        {
            using var script = stack.Script(ToolLoop.Rules);

            var outcome = await RunAsync(client, model, scenario);

            outcome["text"]!.GetValue<string>().Should().EndWith(ToolLoop.End, scenario);
            outcome["called"]!.ToJsonString().Should().Be("""["find_city","get_weather Oslo"]""", scenario);
            ToolLoop.Check(script);
        }
    }

    private async Task<JsonNode> RunAsync(string client, string model, string scenario)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var result = await NodeModules.RunAsync(
            "matrix-client.mjs", [stack.Run.Apis.Single().Url.ToString().TrimEnd('/'), stack.Run.ApiKeys.Single().Value, model, client, scenario], cancellationToken: patience.Token);
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!;
    }
}

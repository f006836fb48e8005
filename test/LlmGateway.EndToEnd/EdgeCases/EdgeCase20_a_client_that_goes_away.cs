using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase20_a_client_that_goes_away(EdgeCaseStack stack)
{
    [Theory]
    [InlineData("v1/chat/completions", "claude")]
    [InlineData("v1/messages", "claude")]
    [InlineData("v1/messages", "nova")]
    public async Task The_upstream_call_stops_and_what_was_made_until_then_is_in_the_usage(string path, string model)
    {
        using var script = stack.Script(new SimulatorRule { Answer = string.Join(' ', Enumerable.Repeat("word", 5000)), Pace = new SimulatorPace { TokensPerSecond = 100 } });
        using var client = QuickStart.CreateClient(stack.Run);
        string id;
        using (var request = new HttpRequestMessage(HttpMethod.Post, path))
        {
            request.Content = new StringContent($$$"""{"model":"{{{model}}}","max_tokens":6000,"stream":true,"messages":[{"role":"user","content":"Speak for ever."}]}""");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            id = response.Headers.GetValues("x-request-id").Single();
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[500]);
        }

        var call = script.Calls.Single();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(30));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
        call.TokensSent.Should().BeLessThan(5000);
        var line = await stack.Lines.FirstAsync(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("the caller went away", StringComparison.Ordinal));
        var report = JsonNode.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..])!;
        report["OutputTokens"]!.GetValue<int>().Should().BeInRange(1, 4999);
        report["InputTokens"]!.GetValue<int>().Should().BePositive();
    }
}

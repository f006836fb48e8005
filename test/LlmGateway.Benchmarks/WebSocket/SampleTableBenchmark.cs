using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Client;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.WebSocket;

/// <summary>
/// The original sample's table: time to the first byte with prompts of 10,000 and 50,000 tokens. The model's speeds are those that the sample's own figures
/// tell: 2.5 s and 20,000 prompt tokens a second to the first token, then 70 tokens a second for an answer of 1,200.
/// </summary>
internal static class SampleTableBenchmark
{
    private const int CharactersPerToken = 4;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(LocalRun run)
    {
        run.Bedrock.Script = WebSocketSuite.Answering(
            string.Join(' ', Enumerable.Repeat("word", 1200)), new SimulatorPace { FirstTokenMs = 2500, PrefillTokensPerSecond = 20_000, TokensPerSecond = 70 });
        List<Measurement> table = [];
        foreach (var tokens in new[] { 10_000, 50_000 })
        {
            table.Add(new($"websocket.ttfb.{tokens}.rest.whole", await WholeAsync(run, PromptOf(tokens)), "s"));
            table.Add(new($"websocket.ttfb.{tokens}.rest.streamed", await FirstFrameAsync(run, socket: false, PromptOf(tokens)), "s"));
            table.Add(new($"websocket.ttfb.{tokens}.socket", await FirstFrameAsync(run, socket: true, PromptOf(tokens)), "s"));
        }
        return table;
    }

    // The simulator counts four characters as a token, as is usual for English.
    private static string PromptOf(int tokens) => $"{Guid.NewGuid()} {string.Concat(Enumerable.Repeat("abc ", tokens * CharactersPerToken / 4))}";

    private static async Task<double> WholeAsync(LocalRun run, string prompt)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = run.Apis.Single().Url };
        http.DefaultRequestHeaders.Add("x-api-key", run.ApiKeys[0].Value);
        var began = TimeProvider.System.GetTimestamp();
        using var response = await http.PostAsync("v1/prompt", new StringContent(new JsonObject { ["prompt"] = prompt }.ToJsonString(), Encoding.UTF8, "application/json"));
        response.EnsureSuccessStatusCode();
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> FirstFrameAsync(LocalRun run, bool socket, string prompt)
    {
        await using var client = WebSocketSuite.Connect(run, socket);
        var began = TimeProvider.System.GetTimestamp();
        await foreach (var frame in client.AskAsync(new GatewayPrompt(prompt)))
            if (frame.Text.Length > 0) return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        throw new InvalidOperationException("The answer was empty.");
    }
}

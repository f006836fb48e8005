using LlmGateway.Client;
using LlmGateway.Testing;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.WebSocket;

/// <summary>What a WebSocket gives: the first frame, the speed of a worker, many at once, and what the original sample measured.</summary>
internal static class WebSocketSuite
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using var run = await LocalRun.StartAsync(new LocalRunOptions
        {
            Source = Path.Combine(Repository.Root, "examples", "TeamChat"), Port = 0, Region = "us-west-1", Script = SimulatorScript.Unlimited, Concurrency = 60,
        });
        return [.. await RelayBenchmark.RunAsync(run), .. await SampleTableBenchmark.RunAsync(run), .. await SoakBenchmark.RunAsync(run)];
    }

    public static LlmGatewayClient Connect(LocalRun run, bool socket = true) =>
        new(socket ? run.SocketApis.Single().Url : run.Apis.Single().Url, GatewayCredential.ApiKey(run.ApiKeys[0].Value));

    public static SimulatorScript Answering(string answer, SimulatorPace? pace = null) => SimulatorScript.Unlimited with { Rules = [new SimulatorRule { Answer = answer, Pace = pace }] };
}

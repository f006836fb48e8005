using LlmGateway.Client;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.WebSocket;

/// <summary>One worker: from the model's first token to the client's first frame, and how much it relays when the model does not wait.</summary>
internal static class RelayBenchmark
{
    private const int WarmUp = 30;
    private const int Answers = 200;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(LocalRun run)
    {
        await using var client = WebSocketSuite.Connect(run);
        run.Bedrock.Script = WebSocketSuite.Answering("one two three", new SimulatorPace { FirstTokenMs = 50, TokensPerSecond = 50 });
        List<double> first = [];
        for (var number = 0; number < WarmUp + Answers; number++)
        {
            run.Bedrock.Calls.Clear();
            DateTimeOffset? received = null;
            await foreach (var _ in client.AskAsync(new GatewayPrompt($"First {number} {Guid.NewGuid()}"))) received ??= TimeProvider.System.GetUtcNow();
            if (number >= WarmUp) first.Add((received!.Value - run.Bedrock.Calls.Last().FirstTokenAt!.Value).TotalMilliseconds);
        }
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(word => $"word{word}"));
        run.Bedrock.Script = WebSocketSuite.Answering(text);
        List<(double Characters, double Frames)> speeds = [];
        for (var number = 0; number < 5; number++)
        {
            var (began, frames, characters) = ((long?)null, 0, 0);
            await foreach (var frame in client.AskAsync(new GatewayPrompt($"Fast {number} {Guid.NewGuid()}") { MaxTokens = 100_000 }))
            {
                began ??= TimeProvider.System.GetTimestamp();
                frames++;
                characters += frame.Text.Length;
            }
            var seconds = TimeProvider.System.GetElapsedTime(began!.Value).TotalSeconds;
            speeds.Add((characters / seconds, frames / seconds));
        }
        return
        [
            new("websocket.first.p50", Percentiles.Of(first, 50), "ms"),
            new("websocket.first.p99", Percentiles.Of(first, 99), "ms"),
            new("websocket.relay.frames", Percentiles.Of([.. speeds.Select(speed => speed.Frames)], 50), "a second"),
            new("websocket.relay.characters", Percentiles.Of([.. speeds.Select(speed => speed.Characters)], 50), "a second"),
        ];
    }
}

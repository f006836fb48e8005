using LlmGateway.Client;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;
using Spectre.Console;

namespace LlmGateway.Benchmarks.WebSocket;

/// <summary>Many connections, some of them answered at any time: every answer is whole, in order, and its own connection's.</summary>
internal static class SoakBenchmark
{
    private const int Connections = 500;
    private const int AtOnce = 50;

    /// <summary>5 minutes, unless LLM_GATEWAY_SOAK_SECONDS says otherwise.</summary>
    private static readonly TimeSpan Length = int.TryParse(Environment.GetEnvironmentVariable("LLM_GATEWAY_SOAK_SECONDS"), out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(LocalRun run)
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(word => $"word{word}"));
        run.Bedrock.Script = WebSocketSuite.Answering(text, new SimulatorPace { TokensPerSecond = 10 });
        var clients = Enumerable.Range(0, Connections).Select(_ => WebSocketSuite.Connect(run)).ToList();
        var began = TimeProvider.System.GetTimestamp();
        var (answers, frames, wrong, next) = (0, 0, 0, -1);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < Length)
            {
                var number = Interlocked.Increment(ref next);
                var (sequence, said) = (0, "");
                try
                {
                    await foreach (var frame in clients[number % Connections].AskAsync(new GatewayPrompt($"Question {number} {Guid.NewGuid()}")))
                    {
                        if (frame.Sequence != sequence++) throw new InvalidOperationException($"frame {frame.Sequence} came where {sequence - 1} belongs");
                        said += frame.Text;
                        Interlocked.Increment(ref frames);
                    }
                    if (said != text) throw new InvalidOperationException($"{said.Length} characters came of {text.Length}");
                    Interlocked.Increment(ref answers);
                }
                catch (Exception failed) when (failed is GatewayException or InvalidOperationException)
                {
                    AnsiConsole.WriteLine($"answer {number}: {failed.Message}");
                    Interlocked.Increment(ref wrong);
                }
            }
        }));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        foreach (var client in clients) await client.DisposeAsync();
        return
        [
            new("websocket.soak.connections", Math.Min(next + 1, Connections), "open at once", Floor: Connections),
            new("websocket.soak.answers", answers, "answers"),
            new("websocket.soak.frames", frames / seconds, "a second"),
            new("websocket.soak.wrong", wrong, "answers", Goal: 0),
        ];
    }
}

using LlmGateway.Benchmarks.Answers;
using LlmGateway.Benchmarks.Handler;
using LlmGateway.Benchmarks.Knowledge;
using LlmGateway.Benchmarks.Peers;
using LlmGateway.Benchmarks.Protocols;
using LlmGateway.Benchmarks.WebSocket;

namespace LlmGateway.Benchmarks;

/// <summary>What can be measured: a line a suite, a file a suite.</summary>
internal static class BenchmarkSuites
{
    public static IReadOnlyDictionary<string, Func<Task<IReadOnlyList<Measurement>>>> All { get; } =
        new Dictionary<string, Func<Task<IReadOnlyList<Measurement>>>>(StringComparer.Ordinal)
        {
            ["answers"] = AnswersSuite.RunAsync,
            ["handler"] = HandlerSuite.RunAsync,
            ["knowledge"] = KnowledgeSuite.RunAsync,
            ["peers"] = PeersSuite.RunAsync,
            ["protocols"] = ProtocolsSuite.RunAsync,
            ["websocket"] = WebSocketSuite.RunAsync,
        };
}

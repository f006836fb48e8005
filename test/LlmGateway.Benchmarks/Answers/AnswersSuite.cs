using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>What the answer cache gives and takes: filling it, a hit beside a miss, the same in other words, a hundred who ask the same.</summary>
internal static class AnswersSuite
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync() =>
    [
        .. await ImportBenchmark.RunAsync(),
        .. await StampedeBenchmark.RunAsync(),
        .. await HitBenchmark.RunAsync(HandlerProgram.Native(await NativeHandler.EnsureAsync())),
        .. await NearBenchmark.RunAsync(HandlerProgram.Native(await NativeHandler.EnsureAsync())),
    ];
}

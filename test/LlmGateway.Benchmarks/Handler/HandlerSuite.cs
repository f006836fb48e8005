using LlmGateway.Benchmarks.Synth;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Benchmarks.Handler;

/// <summary>What the handler costs: to start, to keep, and on top of a model's own time.</summary>
internal static class HandlerSuite
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var bootstrap = await NativeHandler.EnsureAsync();
        var program = HandlerProgram.Native(bootstrap);
        List<Measurement> measurements = [new("handler.zip", new FileInfo(NativeHandler.Zip).Length / 1e6, "MB", Goal: 6)];
        measurements.AddRange(await StartBenchmark.RunAsync(program));
        measurements.AddRange(await LatencyBenchmark.RunAsync(program));
        measurements.AddRange(await SynthBenchmark.RunAsync());
        return measurements;
    }
}

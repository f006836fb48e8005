using System.Diagnostics;
using System.Globalization;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Benchmarks.Handler;

/// <summary>From the start of the process to its first poll, and what it holds of memory while it waits.</summary>
internal static class StartBenchmark
{
    private const int Starts = 20;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(HandlerProgram program)
    {
        using var bedrock = new RawBedrock();
        using var runtimeApi = new RawRuntimeApi();
        var times = new List<double>();
        var memory = new List<double>();
        // The first start reads the file from disk, and its time is not the handler's.
        for (var i = -1; i < Starts; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var process = HandlerProcess.Start(program, runtimeApi.Endpoint, BenchmarkGateway.Environment(bedrock.Url));
            var polled = await runtimeApi.FirstPollAsync();
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start, polled).TotalMilliseconds);
                memory.Add(await ResidentAsync(process.Id));
            }
            runtimeApi.Forget();
        }
        return
        [
            new("handler.init.p50", Percentiles.Of(times, 50), "ms", Goal: 30),
            new("handler.init.p99", Percentiles.Of(times, 99), "ms"),
            new("handler.idle.rss", Percentiles.Of(memory, 50), "MB", Goal: 40),
        ];
    }

    /// <summary>Resident memory of a process, in MB.</summary>
    public static Task<double> ResidentAsync(int process) => MemoryAsync(process, "VmRSS");

    /// <summary>A line of a process's status, in MB: <c>VmRSS</c> is resident now, <c>VmHWM</c> was resident at most.</summary>
    public static async Task<double> MemoryAsync(int process, string name)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{process}/status");
        var line = Array.Find(status, line => line.StartsWith(name + ":", StringComparison.Ordinal))!;
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}

using System.Globalization;
using System.Text;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using LlmGateway.Testing;

namespace LlmGateway.Benchmarks.Protocols;

/// <summary>What the gateway's own work costs, for each pair of protocol and upstream: a request, and a streamed event.</summary>
internal static class ProtocolsSuite
{
    private const int Runs = 7;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var memory = await PromptMemory.RunAsync();
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithIterationCount(Runs).WithToolchain(InProcessNoEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Repository.Root, "artifacts", "benchmarks", "protocols"));
        var reports = BenchmarkRunner.Run<TranslationBenchmark>(config).Reports;
        var costs = ProtocolPair.All.Select(pair => PairCost.Of(pair, reports)).ToArray();
        await WriteTableAsync(costs, memory);
        return [.. costs.SelectMany(cost => cost.Measurements), .. memory];
    }

    private static async Task WriteTableAsync(IEnumerable<PairCost> costs, IReadOnlyList<Measurement> memory)
    {
        var table = new StringBuilder("| client | upstream | request | | streamed event | |\n|---|---|---|---|---|---|\n");
        foreach (var cost in costs)
            table.Append(CultureInfo.InvariantCulture,
                $"| {cost.Pair.Client} | {cost.Pair.Upstream} | {cost.RequestTime / 1000:0.0} µs | {cost.RequestBytes / 1000:0.0} KB | {cost.EventTime:0} ns | {cost.EventBytes:0} B |\n");
        table.Append(CultureInfo.InvariantCulture, $"\nResident at most while prompts of 50,000 tokens are forwarded: {memory[0].Value:0.0} MB (goal: 80).\n\nMeasured on {TimeProvider.System.GetUtcNow():yyyy-MM-dd} on {await Machine.DescribeAsync()}.\n");
        Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "benchmarks"));
        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "artifacts", "benchmarks", "protocols.md"), table.ToString());
    }

    /// <summary>The figures of a pair: nanoseconds and allocated bytes.</summary>
    private sealed record PairCost(ProtocolPair Pair, double RequestTime, double RequestBytes, double EventTime, double EventBytes)
    {
        public IEnumerable<Measurement> Measurements =>
        [
            new($"protocols.{Pair}.request.time", RequestTime, "ns"),
            new($"protocols.{Pair}.request.allocated", RequestBytes, "B"),
            new($"protocols.{Pair}.event.time", EventTime, "ns"),
            new($"protocols.{Pair}.event.allocated", EventBytes, "B"),
        ];

        public static PairCost Of(ProtocolPair pair, IEnumerable<BenchmarkDotNet.Reports.BenchmarkReport> reports)
        {
            var own = reports.Where(report => report.BenchmarkCase.Parameters[nameof(TranslationBenchmark.Pair)] is string name && name == pair.ToString())
                .ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name);
            var (shorter, longer) = (Figures(own[nameof(TranslationBenchmark.OnePiece)]), Figures(own[nameof(TranslationBenchmark.ManyPieces)]));
            return new PairCost(pair, shorter.Time, shorter.Bytes,
                (longer.Time - shorter.Time) / TranslationBenchmark.More, (longer.Bytes - shorter.Bytes) / TranslationBenchmark.More);
        }

        private static (double Time, double Bytes) Figures(BenchmarkDotNet.Reports.BenchmarkReport report) =>
            // The quickest of the runs: whatever else the machine did meanwhile is in the others.
            (report.ResultStatistics?.Min ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} gave no result."),
                report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
    }
}

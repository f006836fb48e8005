using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;

namespace LlmGateway.Benchmarks.Synth;

/// <summary>What the constructs add to a synth: QuickStart against a CDK app with an empty stack.</summary>
internal static class SynthBenchmark
{
    private const int Rounds = 3;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var quickStart = await BuildAsync("examples/QuickStart", "QuickStart");
        var emptyApp = await BuildAsync("test/LlmGateway.Benchmarks/EmptyApp", "EmptyApp");
        // In turns, so that whatever else the machine does falls on both; the first pair fills caches.
        List<double> ours = [], empty = [];
        for (var round = -1; round < Rounds; round++)
        {
            var (a, b) = (await SynthAsync(emptyApp), await SynthAsync(quickStart));
            if (round < 0) continue;
            empty.Add(a);
            ours.Add(b);
        }
        return
        [
            new("synth.ratio", Percentiles.Of(ours, 50) / Percentiles.Of(empty, 50), "x"),
            new("synth.quickstart.p50", Percentiles.Of(ours, 50), "s"),
            new("synth.empty.p50", Percentiles.Of(empty, 50), "s"),
        ];
    }

    private static async Task<string> BuildAsync(string project, string name)
    {
        var output = Path.Combine(Repository.Root, "artifacts", "benchmarks", "synth", name);
        var built = await Cli.Wrap("dotnet").WithArguments(["build", Path.Combine(Repository.Root, project), "-c", "Release", "-o", output, "--nologo", "-v", "q"])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return built.ExitCode == 0 ? Path.Combine(output, $"{name}.dll") : throw new InvalidOperationException($"{project} does not build: {built.StandardOutput}");
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> SynthAsync(string app)
    {
        // Each synth leaves some 66 MB behind it.
        var folder = Directory.CreateTempSubdirectory("llm-gateway-synth-");
        try
        {
            var start = Stopwatch.GetTimestamp();
            var result = await Cli.Wrap("dotnet").WithArguments([app])
                .WithEnvironmentVariables(new Dictionary<string, string?>
                {
                    ["CDK_OUTDIR"] = Path.Combine(folder.FullName, "cdk.out"),
                    ["TMPDIR"] = folder.FullName,
                    ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "20",
                })
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
            return result.ExitCode == 0
                ? Stopwatch.GetElapsedTime(start).TotalSeconds
                : throw new InvalidOperationException($"{app} does not synthesize: {result.StandardError}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

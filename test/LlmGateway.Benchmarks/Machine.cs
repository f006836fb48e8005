using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmGateway.Benchmarks;

/// <summary>What figures belong to.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync()
    {
        var processor = await ValueAsync("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({processor}), {memory:0} GB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}; load average at the end {load}");
    }

    private static async Task<string?> ValueAsync(string file, string name)
    {
        var line = (await File.ReadAllLinesAsync(file)).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

namespace LlmGateway.Benchmarks;

/// <summary>Percentiles by nearest rank: each is a value that was measured.</summary>
internal static class Percentiles
{
    public static double Of(IReadOnlyCollection<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}

namespace LlmGateway.Benchmarks;

/// <summary>One figure.</summary>
/// <param name="Id">Stable: <c>handler.init.p50</c>.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Goal">What it must not exceed; null: there is no such bound.</param>
/// <param name="Floor">What it must reach; null: there is no such bound.</param>
internal sealed record Measurement(string Id, double Value, string Unit, double? Goal = null, double? Floor = null)
{
    public bool Misses => Value > Goal || Value < Floor;
}

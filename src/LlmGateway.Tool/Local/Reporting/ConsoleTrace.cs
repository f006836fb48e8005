using System.Collections.Concurrent;
using System.Globalization;

namespace LlmGateway.Tool.Local.Reporting;

/// <summary>Writes each step of each request as one line, requests numbered in the order of their coming.</summary>
internal sealed class ConsoleTrace(TextWriter output, TimeProvider time) : ILocalTrace
{
    /// <summary>Embedded metrics are for CloudWatch: nobody reads them in a trace.</summary>
    private const string MetricsMark = "\"_aws\":";

    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _last;

    public void Step(string requestId, string text) => Write($"#{_numbers.GetOrAdd(requestId, _ => Interlocked.Increment(ref _last))}", text);

    public void Note(string text)
    {
        if (!text.Contains(MetricsMark, StringComparison.Ordinal)) Write("-", text);
    }

    private void Write(string who, string text)
    {
        var now = time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (_gate) output.WriteLine($"{now} {who,-4} {text.ReplaceLineEndings(" ")}");
    }
}

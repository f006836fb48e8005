using System.Globalization;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Import;

/// <summary>A line every few seconds, for logs.</summary>
internal sealed class LineProgress(TextWriter output, TimeProvider time) : ImportProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private ProgressRate? _rate;
    private long _last;

    public override void Begin(long bytes, bool resumed)
    {
        (_rate, _last) = (new ProgressRate(bytes, time), time.GetTimestamp());
        if (resumed) output.WriteLine("Going on where the run before was cut off.");
    }

    public override void Show(ImportCounts counts)
    {
        if (time.GetElapsedTime(_last) < Interval) return;
        _last = time.GetTimestamp();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_rate!.Percent(counts):N0} %, {counts.Rows:N0} rows, {_rate.Rate(counts)}, {_rate.Left(counts)} left"));
    }

    protected override void Note(string line) => output.WriteLine(line);
}

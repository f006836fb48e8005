using System.Globalization;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Import;

/// <summary>Rows a second and the time that is left, told from what is done.</summary>
internal sealed class ProgressRate(long bytes, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    public string Rate(ImportCounts counts) => string.Create(CultureInfo.InvariantCulture, $"{counts.Rows / Math.Max(Elapsed, 0.001):N0} rows/s");

    public double Percent(ImportCounts counts) => bytes == 0 ? 100 : Math.Min(100.0, 100.0 * counts.Bytes / bytes);

    public string Left(ImportCounts counts)
    {
        if (counts.Bytes == 0) return "?";
        var left = TimeSpan.FromSeconds(Elapsed * (bytes - Math.Min(counts.Bytes, bytes)) / counts.Bytes);
        return left.TotalHours >= 1 ? left.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : left.ToString(@"m\:ss", CultureInfo.InvariantCulture);
    }

    private double Elapsed => time.GetElapsedTime(_began).TotalSeconds;
}

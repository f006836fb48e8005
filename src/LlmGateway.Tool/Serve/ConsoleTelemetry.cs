using System.Globalization;
using LlmGateway.Core.Telemetry;

namespace LlmGateway.Tool.Serve;

/// <summary>A line for each request, where the user asked for it, and one for each failure always. Lengths and names, never contents.</summary>
/// <param name="output">For requests; null: they are not told.</param>
/// <param name="errors">For failures.</param>
/// <param name="time">The clock.</param>
internal sealed class ConsoleTelemetry(TextWriter? output, TextWriter errors, TimeProvider time) : ITelemetrySink
{
    private readonly Lock _gate = new();

    public void Report(RequestReport report)
    {
        if (output is null) return;
        var tokens = report.Usage is { } usage ? $", {usage.InputTokens} + {usage.OutputTokens} tokens" : "";
        var cost = report.CostUsd is { } usd ? FormattableString.Invariant($", {usd} USD") : "";
        var error = report.ErrorMessage is { } message ? $": {message}" : "";
        Write(output, FormattableString.Invariant(
            $"{report.Status} {report.Route} {report.Model ?? "-"} {report.Subject} {report.Duration.TotalMilliseconds:0} ms{tokens}{cost}{(report.Cancelled ? ", the caller went away" : "")} {report.RequestId}{error}"));
    }

    public void Failure(string requestId, string what, Exception cause) => Write(errors, $"{requestId} {what}: {cause}");

    private void Write(TextWriter writer, string line)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (_gate) writer.WriteLine($"{now} {line.ReplaceLineEndings(" ")}");
    }
}

using System.Globalization;
using LlmGateway.Core.Conversation;
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
        if (output is null)
        {
            // A model server that fails is the operator's to know, also without a line for each request.
            if (report.Error is { } kind && IsOfUpstream(kind) && report.Model is not null) Write(errors, $"{report.Status} {report.Route} {report.Model} {report.RequestId}: {report.ErrorLog ?? kind.ToString()}{Code(report)}");
            return;
        }
        var tokens = report.Usage is { } usage ? $", {usage.InputTokens} + {usage.OutputTokens} tokens" : "";
        var cost = report.CostUsd is { } usd ? FormattableString.Invariant($", {usd} USD") : "";
        var error = report.Error is { } failed ? $": {report.ErrorLog ?? Named(failed, report)}{Code(report)}" : "";
        Write(output, FormattableString.Invariant(
            $"{report.Status} {report.Route} {report.Model ?? "-"} {report.Subject} {report.Duration.TotalMilliseconds:0} ms{tokens}{cost}{(report.Cancelled ? ", the caller went away" : "")} {report.RequestId}{error}"));
    }

    public void Failure(string requestId, string what, Exception cause) => Write(errors, $"{requestId} {what}: {cause}");

    private static bool IsOfUpstream(ErrorKind kind) => kind is ErrorKind.UpstreamFailed or ErrorKind.Overloaded or ErrorKind.Timeout or ErrorKind.Throttled;

    // Words of callers and model servers may quote a prompt.
    private static string Named(ErrorKind kind, RequestReport report) =>
        $"{kind}{(report.ErrorField is { } field ? $" at '{field}'" : "")}, {report.ErrorMessage?.Length ?? 0} characters of message";

    private static string Code(RequestReport report) => report.ErrorCode is { } code ? $" ({code})" : "";

    private void Write(TextWriter writer, string line)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (_gate) writer.WriteLine($"{now} {line.ReplaceLineEndings(" ")}");
    }
}

using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Handler.Runtime;

namespace LlmGateway.Handler.Telemetry;

/// <summary>
/// A line for each request: log and metrics in one, since CloudWatch's embedded metric format takes any further members. Lengths and
/// hashes stand in it, never contents.
/// </summary>
/// <param name="log">Where to.</param>
/// <param name="gateway">Its name, in metrics.</param>
/// <param name="metricsNamespace">In CloudWatch.</param>
/// <param name="content">The operator wants errors as clients are told, which may quote what was asked (<c>LLM_GATEWAY_LOG_CONTENT</c>).</param>
internal sealed class LambdaTelemetry(JsonLog log, string gateway, string metricsNamespace, bool content = false) : ITelemetrySink
{
    public void Report(RequestReport report) =>
        log.WriteLine((this, report), static (json, line) => line.Item1.Write(json, line.report));

    public void Failure(string requestId, string what, Exception cause) =>
        log.Write(LogLevel.Error, $"failed: {what}", (requestId, cause), static (json, about) =>
        {
            json.WriteString("requestId"u8, about.requestId);
            WriteTrace(json);
            JsonLog.Describe(json, about.cause);
        });

    private void Write(Utf8JsonWriter json, RequestReport report)
    {
        var now = log.Now;
        if (log.Writes(LevelOf(report))) WriteLog(json, report, now);
        EmbeddedMetrics.Write(json, report, gateway, metricsNamespace, now);
    }

    private void WriteLog(Utf8JsonWriter json, RequestReport report, DateTimeOffset now)
    {
        json.WriteString("timestamp"u8, now);
        json.WriteString("level"u8, JsonLog.NameOf(LevelOf(report)));
        json.WriteString("message"u8, report.Cancelled ? "the caller went away" : report.Error is null ? "answered" : "refused");
        json.WriteString("requestId"u8, report.RequestId);
        WriteTrace(json);
        json.WriteString("route"u8, report.Route);
        json.WriteString("subject"u8, report.Subject);
        if (report.Caller is { } caller) json.WriteString("caller"u8, caller);
        json.WriteNumber("status"u8, report.Status);
        if (report.Model is null && report.ErrorMessage is null) return;
        if (report.UpstreamModel is { } model) json.WriteString("upstreamModel"u8, model);
        WriteError(json, report);
        if (report.Finish is { } finish) json.WriteString("finish"u8, finish.ToString());
        json.WriteBoolean("streamed"u8, report.Streamed);
        json.WriteString("cache"u8, report.Cache.ToString());
        json.WriteNumber("requestBytes"u8, report.RequestBytes);
        json.WriteNumber("answerLength"u8, report.AnswerLength);
        if (report.RequestHash is { } hash) json.WriteString("requestHash"u8, hash);
        if (report.UsageEstimated) json.WriteBoolean("usageEstimated"u8, true);
    }

    private void WriteError(Utf8JsonWriter json, RequestReport report)
    {
        if ((content ? report.ErrorMessage : report.ErrorLog) is { } words) json.WriteString("error"u8, words);
        if (report.ErrorField is { } field) json.WriteString("errorField"u8, field);
        if (report.ErrorCode is { } code) json.WriteString("errorCode"u8, code);
        if (report.ErrorMessage is { } message) json.WriteNumber("errorLength"u8, message.Length);
    }

    private static void WriteTrace(Utf8JsonWriter json)
    {
        if (InvocationScope.TraceId is { } trace) json.WriteString("traceId"u8, trace);
    }

    /// <summary>What the gateway or its upstream did wrong is an error; what a caller did is worth knowing.</summary>
    private static LogLevel LevelOf(RequestReport report) => report.Error is not { } kind ? LogLevel.Information
        : ErrorWords.Of(kind).Status >= 500 ? LogLevel.Error : LogLevel.Warning;
}

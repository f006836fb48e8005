using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Telemetry;

/// <summary>
/// CloudWatch's embedded metric format: members of a log line, and a description that makes metrics of them. By gateway, and by gateway
/// and model; errors also by kind.
/// </summary>
internal static class EmbeddedMetrics
{
    private static readonly Metric[] All =
    [
        new(HandlerContract.Metrics.Requests, "Count", static _ => 1),
        // Zeros count as well: a rate of errors needs what it is a part of, and an alarm data to be calm about.
        new(HandlerContract.Metrics.Errors, "Count", static report => report.Error is null ? 0 : 1),
        new(HandlerContract.Metrics.Duration, "Milliseconds", static report => Milliseconds(report.Duration)),
        new(HandlerContract.Metrics.TimeToFirstToken, "Milliseconds", static report => report.TimeToFirstToken is { } time ? Milliseconds(time) : null),
        new(HandlerContract.Metrics.InputTokens, "Count", static report => report.Usage?.InputTokens),
        new(HandlerContract.Metrics.OutputTokens, "Count", static report => report.Usage?.OutputTokens),
        new(HandlerContract.Metrics.CostUsd, "None", static report => report.CostUsd),
        new(HandlerContract.Metrics.CacheHits, "Count", static report => report.Cache switch { CacheState.Hit or CacheState.Near or CacheState.Stale => 1, CacheState.Miss => 0, _ => null }),
        new(HandlerContract.Metrics.CacheMisses, "Count", static report => report.Cache switch { CacheState.Hit or CacheState.Near or CacheState.Stale => 0, CacheState.Miss => 1, _ => null }),
        new(HandlerContract.Metrics.CacheStale, "Count", static report => report.Cache switch { CacheState.Stale => 1, CacheState.Off => null, _ => 0 }),
        new(HandlerContract.Metrics.CacheNear, "Count", static report => report.Cache switch { CacheState.Near => 1, _ => null }),
        new(HandlerContract.Metrics.SavedTokens, "Count", static report => report.Saved is { } saved ? saved.InputTokens + saved.OutputTokens : null),
        new(HandlerContract.Metrics.SavedUsd, "None", static report => report.SavedUsd),
    ];

    public static void Write(Utf8JsonWriter json, RequestReport report, string gateway, string metricsNamespace, DateTimeOffset now)
    {
        json.WriteString(HandlerContract.Metrics.Dimension, gateway);
        if (report.Model is { } model) json.WriteString(HandlerContract.Metrics.ModelDimension, model);
        if (report.Error is { } kind) json.WriteString(HandlerContract.Metrics.ErrorDimension, ErrorWords.Of(kind).NativeCode);
        foreach (var metric in All)
            if (metric.Value(report) is { } value) json.WriteNumber(metric.Name, value);

        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, now.ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        StartDirective(json, metricsNamespace, report.Model is null
            ? [[HandlerContract.Metrics.Dimension]]
            : [[HandlerContract.Metrics.Dimension], [HandlerContract.Metrics.Dimension, HandlerContract.Metrics.ModelDimension]]);
        foreach (var metric in All)
            if (metric.Value(report) is not null) Define(json, metric);
        EndDirective(json);
        if (report.Error is not null)
        {
            StartDirective(json, metricsNamespace, [[HandlerContract.Metrics.Dimension, HandlerContract.Metrics.ErrorDimension]]);
            Define(json, All[1]);
            EndDirective(json);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void StartDirective(Utf8JsonWriter json, string metricsNamespace, ReadOnlySpan<string[]> dimensionSets)
    {
        json.WriteStartObject();
        json.WriteString("Namespace"u8, metricsNamespace);
        json.WriteStartArray("Dimensions"u8);
        foreach (var set in dimensionSets)
        {
            json.WriteStartArray();
            foreach (var dimension in set) json.WriteStringValue(dimension);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
    }

    private static void Define(Utf8JsonWriter json, Metric metric)
    {
        json.WriteStartObject();
        json.WriteString("Name"u8, metric.Name);
        json.WriteString("Unit"u8, metric.Unit);
        json.WriteEndObject();
    }

    private static void EndDirective(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static decimal Milliseconds(TimeSpan time) => Math.Round((decimal)time.TotalMilliseconds, 2);

    /// <param name="Name">As CloudWatch shows it.</param>
    /// <param name="Unit">One of CloudWatch's.</param>
    /// <param name="Value">Null: this request has none.</param>
    private sealed record Metric(string Name, string Unit, Func<RequestReport, decimal?> Value);
}

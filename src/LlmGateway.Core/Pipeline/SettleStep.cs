using System.Security.Cryptography;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Accounts for a request, also when the caller went away or the upstream broke midway.</summary>
internal sealed class SettleStep(CacheStep cache, IReadOnlyDictionary<string, string>? keyNames, ITelemetrySink telemetry, TimeProvider time)
{
    private const int ClientClosedRequest = 499;

    public async Task RunAsync(Exchange exchange)
    {
        var duration = time.GetElapsedTime(exchange.StartedTicks, exchange.EndedTicks ?? time.GetTimestamp());
        await cache.KeepAsync(exchange);

        var hit = exchange.Cache is CacheState.Hit or CacheState.Near or CacheState.Stale;
        var answer = exchange.Renewed ?? exchange.Answer;
        // An upstream that refused takes nothing; one that we cut off had read the prompt already.
        var paid = exchange.Asked && (exchange.Renewed is { } renewed ? renewed.Finish is not null : exchange.FirstEventTicks is not null || exchange.CutOff);
        var usage = paid ? answer.Usage ?? UsageEstimate.Of(exchange.Asking, answer) : null;
        var saved = hit && exchange.CompletedWhole ? exchange.CachedAnswer?.Usage : null;
        telemetry.Report(new RequestReport
        {
            RequestId = exchange.Request.RequestId,
            Route = exchange.Route,
            Subject = exchange.Request.Caller.Subject,
            Caller = NameOf(exchange.Request.Caller),
            Status = exchange.Status != 0 ? exchange.Status : ClientClosedRequest,
            Model = exchange.Model?.Alias,
            UpstreamModel = exchange.Model?.UpstreamModel,
            Error = exchange.Error?.Kind,
            ErrorLog = exchange.Error?.Log,
            ErrorMessage = exchange.Error?.Message,
            ErrorField = exchange.Error?.Field,
            ErrorCode = exchange.Error?.Code,
            Cache = exchange.Cache,
            Streamed = exchange.Parsed?.Request.Stream ?? false,
            Cancelled = exchange.Cancelled,
            Duration = duration,
            TimeToFirstToken = exchange.FirstEventTicks is { } first ? time.GetElapsedTime(exchange.StartedTicks, first) : null,
            Usage = usage,
            UsageEstimated = usage is not null && answer.Usage is null,
            CostUsd = usage is null ? (hit ? 0m : null) : exchange.Model!.CostOf(usage),
            Saved = saved,
            SavedUsd = saved is null ? null : exchange.Model!.CostOf(saved),
            Finish = exchange.Cancelled ? FinishReason.Cancelled : exchange.Answer.Finish,
            RequestBytes = exchange.Request.Body.Length,
            RequestHash = exchange.Request.Body.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(exchange.Request.Body.Span).AsSpan(0, 8)),
            AnswerLength = exchange.Answer.Length,
        });
    }

    private string? NameOf(CallerIdentity caller) => caller.Name
        ?? (caller.Subject.StartsWith(HandlerContract.Subjects.ApiKeyPrefix, StringComparison.Ordinal) ? keyNames?.GetValueOrDefault(caller.Subject[HandlerContract.Subjects.ApiKeyPrefix.Length..]) : null);
}

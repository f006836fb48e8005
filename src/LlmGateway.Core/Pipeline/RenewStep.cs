using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Pipeline;

/// <summary>Asks the model anew for an answer that was given though it is old. The client has it already and waits for nothing.</summary>
internal sealed class RenewStep(CacheStep cache, Func<CatalogModel, IUpstream> upstreams, ITelemetrySink telemetry, TimeProvider time)
{
    public async Task RunAsync(Exchange exchange)
    {
        if (exchange is not { Cache: CacheState.Stale, CompletedWhole: true }) return;
        HeldLease? lease = null;
        var kept = false;
        using var limit = new AnswerDeadline(exchange.Request.Deadline, time, CancellationToken.None);
        try
        {
            lease = await cache.LeaseAsync(exchange, kept: true);
            if (lease is null) return;
            var answer = exchange.Renewed = new GatheredAnswer();
            await foreach (var part in InvokeStep.Run(exchange, upstreams(exchange.Model!), limit.Token)) answer.Add(part);
            kept = await cache.KeepAsync(exchange, answer);
        }
#pragma warning disable CA1031 // The old answer is there until it expires, and the next one who asks tries again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.Failure(exchange.Request.RequestId, "renewing an answer", failure);
        }
        if (lease is not null) await lease.EndAsync(release: !kept, whole: null);
    }
}

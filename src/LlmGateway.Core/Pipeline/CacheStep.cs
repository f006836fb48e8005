using System.Runtime.CompilerServices;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;

namespace LlmGateway.Core.Pipeline;

/// <summary>Answers a question that was asked before. The cache helps or stays out of the way: its failures fail no request.</summary>
internal sealed class CacheStep(AnswerCache? cache, ITelemetrySink telemetry, TimeProvider time)
{
    /// <summary>A table that takes longer saves nobody any time.</summary>
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    public async Task FindAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (cache is null || exchange is not { Parsed: { } parsed, Model: { } model }) return;
        var headers = exchange.Request.Headers;
        var directives = CacheDirectives.Of(headers.GetValueOrDefault("cache-control"));
        if (directives.NoStore) return;
        if (cache.KeysOf(exchange.Request.Caller, parsed, model, exchange.Scope, exchange.Grounding?.Fingerprint ?? "") is not { } keys) return;
        exchange.CacheKeys = keys;
        exchange.Cache = CacheState.Miss;
        if (parsed.InvalidateCache || directives.NoCache) return;
        try
        {
            var found = await PatientlyAsync(ReadPatience, token => cache.FindAsync(keys, model, directives.MaxAge, token), cancellationToken);
            // Where the very same is asked right now, its answer is worth the wait, and saves a vector.
            if (found is { Answer: null, Leased: false }) found = found with { Answer = await NearAsync(exchange, directives.MaxAge, cancellationToken) };
            if (found.Answer is null && cache.Rules.WaitSeconds is { } most)
                found = await WaitAsync(exchange, found, directives.MaxAge, TimeSpan.FromSeconds(most), cancellationToken);
            exchange.CachedAnswer = found.Answer;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failure(exchange.Request.RequestId, "reading the answer cache", failure);
        }
        if (exchange.Followed is not null) exchange.Cache = CacheState.Hit;
        if (exchange.CachedAnswer is { } answer) exchange.Cache = answer switch { { Near: not null } => CacheState.Near, { Stale: true } => CacheState.Stale, _ => CacheState.Hit };
    }

    /// <summary>Keeps an answer that came whole and ended by itself; no other is worth repeating. Who waits for it, waits no longer.</summary>
    public async Task KeepAsync(Exchange exchange)
    {
        if (cache is null) return;
        var kept = exchange is { Cache: CacheState.Miss, CompletedWhole: true } && await KeepAsync(exchange, exchange.Answer);
        if (exchange.Lease is { } lease)
        {
            if (exchange.CompletedWhole) cache.Pace.Saw(exchange.Model!.Alias, lease.Held);
            await lease.EndAsync(release: !kept, exchange.CompletedWhole ? exchange.Answer : null);
        }
        if (kept && exchange is { QuestionVector: { } vector, CacheKeys: { } keys })
        {
            var question = QuestionOf(exchange);
            await TryAsync(exchange, "keeping a question's vector", async token => { await cache.KeepNearAsync(keys, question, vector, token); return true; });
        }
        if (exchange.CachedAnswer is { } given)
            await TryAsync(exchange, "counting a hit", async token => { await cache.Hits.CountAsync(given.Key, token); return true; });
    }

    /// <returns>False: it is no answer to keep, or could not be kept.</returns>
    public async Task<bool> KeepAsync(Exchange exchange, GatheredAnswer answer)
    {
        // What a source that broke would have told is missing in it.
        if (exchange.Grounding is { IsWhole: false }) return false;
        // What is kept is text: an answer with reasoning, citations, calls or a stop sequence would come back as less than it was.
        if (exchange.CacheKeys is not { } keys
            || answer is not { Finish: FinishReason.Stop, ToolCalls.Count: 0, Thoughts.Count: 0, HasMore: false, StopSequence: null, Text: { Length: > 0 } text }) return false;
        var (question, model) = (QuestionOf(exchange), exchange.Model!);
        return await TryAsync(exchange, "keeping an answer in the cache",
            token => cache!.KeepAsync(keys.Own, question, new CachedAnswer(text, model.UpstreamModel, answer.Usage), model, token));
    }

    /// <summary>The right to ask the model for all who ask the same.</summary>
    /// <returns>Null: another one has it.</returns>
    public async Task<HeldLease?> LeaseAsync(Exchange exchange, bool kept)
    {
        var (key, owner) = (exchange.CacheKeys!.Own, exchange.Request.RequestId);
        var taken = await PatientlyAsync(WritePatience, token => cache!.TryLeaseAsync(key, owner, exchange.Model!, kept, token), CancellationToken.None);
        // An item with an old answer has no room for the words of the next one; and what is not kept is not shared.
        var shares = !kept && exchange.Grounding is not { IsWhole: false };
        return taken ? new HeldLease(cache!.Leases, key, owner, shares, telemetry, time) : null;
    }

    /// <summary>A kept answer as the events it once was.</summary>
    public static async IAsyncEnumerable<ChatEvent> Replay(CachedAnswer answer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        yield return new TextDelta(answer.Text);
        yield return new AnswerEnded(FinishReason.Stop);
        if (answer.Usage is { } usage) yield return new UsageReported(usage);
        await Task.CompletedTask;
    }

    /// <summary>An answer to the same question in other words. What fails here costs no more than that: the model is asked, by one for all.</summary>
    private async Task<CachedAnswer?> NearAsync(Exchange exchange, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        if (cache!.Near is not { } near || exchange.CacheKeys is not { Families.Count: > 0 } keys) return null;
        var question = QuestionOf(exchange);
        try
        {
            return await PatientlyAsync(ReadPatience, async token =>
            {
                exchange.QuestionVector = await near.VectorOfAsync(question, token);
                return exchange.QuestionVector is { } vector ? await cache.FindNearAsync(keys, question, vector, exchange.Model!, maxAge, token) : null;
            }, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failure(exchange.Request.RequestId, "looking for a question in other words", failure);
            return null;
        }
    }

    private static string QuestionOf(Exchange exchange) => QuestionText.Of(exchange.Parsed!.Request.Messages[^1].Content)!;

    /// <summary>
    /// Becomes the one who asks the model, or waits for what that one gets: as long as the rules allow, and no longer than asking would take, as far as that one or
    /// this process knows. Then it asks as well. Who streams reads with that one as soon as there is something to read.
    /// </summary>
    private async Task<Lookup> WaitAsync(Exchange exchange, Lookup found, TimeSpan? maxAge, TimeSpan most, CancellationToken cancellationToken)
    {
        var (began, pause, said) = (time.GetTimestamp(), FollowerPause.First, !exchange.Parsed!.Request.Stream);
        while (true)
        {
            if (!found.Leased && await LeaseAsync(exchange, found.Kept) is { } lease)
            {
                exchange.Lease = lease;
                return found;
            }
            if (found is { Leased: true, Shared: { } shared } && exchange.Parsed.Request.Stream)
            {
                exchange.Followed = shared;
                return found;
            }
            // Short answers are there before, and cost no write.
            if (!said && pause == FollowerPause.Longest && found.Owner is { } owner)
            {
                said = true;
                await TryAsync(exchange, "waiting for another request's answer", async token => { await cache!.Leases.AwaitAsync(exchange.CacheKeys!.Own, owner, token); return true; });
            }
            var left = Least(most, found.Expected ?? cache!.Pace.Of(exchange.Model!.Alias)) - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return found;
            await Task.Delay(pause < left ? pause : left, time, cancellationToken);
            pause = FollowerPause.After(pause);
            found = await PatientlyAsync(ReadPatience, token => cache!.FindAsync(exchange.CacheKeys!, exchange.Model!, maxAge, token), cancellationToken);
            if (found.Answer is not null) return found;
        }
    }

    private static TimeSpan Least(TimeSpan most, TimeSpan? expected) => expected < most ? expected.Value : most;

    private async Task<T> PatientlyAsync<T>(TimeSpan most, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await step(either.Token);
    }

    private async Task<bool> TryAsync(Exchange exchange, string what, Func<CancellationToken, Task<bool>> step)
    {
        try
        {
            return await PatientlyAsync(WritePatience, step, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever the table says, the client has its answer, or gets one from the model.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.Failure(exchange.Request.RequestId, what, failure);
            return false;
        }
    }
}

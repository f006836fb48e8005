using System.Runtime.CompilerServices;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Telemetry;

namespace LlmGateway.Core.Pipeline;

/// <summary>Gives the answer that another request gets right now to the same question, as far as that one has it, and the rest as it comes.</summary>
internal sealed class FollowStep(AnswerCache? cache, ITelemetrySink telemetry, TimeProvider time)
{
    private const int MostFailures = 3;

    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(2);

    /// <remarks>A part of it was sent when it breaks off: nothing can take its place then, and the client is told.</remarks>
    public async IAsyncEnumerable<ChatEvent> RunAsync(Exchange exchange, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (shared, sent) = (exchange.Followed!, 0);
        while (true)
        {
            if (shared.Text.Length > sent) yield return new TextDelta(shared.Text[sent..]);
            sent = shared.Text.Length;
            if (shared.Ended is { } reason)
            {
                yield return new AnswerEnded(reason);
                if (exchange.CachedAnswer?.Usage is { } usage) yield return new UsageReported(usage);
                yield break;
            }
            shared = await NextAsync(exchange, shared, cancellationToken);
        }
    }

    private async Task<SharedText> NextAsync(Exchange exchange, SharedText before, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            await Task.Delay(FollowerPause.Longest, time, cancellationToken);
            try
            {
                if (After(exchange, before, await LookAsync(exchange, cancellationToken)) is { } next) return next;
                break;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                telemetry.Failure(exchange.Request.RequestId, "reading another request's answer", failure);
                if (++failures == MostFailures) break;
            }
        }
        throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The answer was another request's to the same question, and that one broke off. Ask again."));
    }

    private async Task<Lookup> LookAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ReadPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await cache!.FindAsync(exchange.CacheKeys!, exchange.Model!, maxAge: null, either.Token, latest: true);
    }

    /// <returns>Null: it broke off, or something else is in its place.</returns>
    private static SharedText? After(Exchange exchange, SharedText before, Lookup found)
    {
        if (found.Answer is { } whole && whole.Text.StartsWith(before.Text, StringComparison.Ordinal))
        {
            exchange.CachedAnswer = whole;
            return before with { Text = whole.Text, Ended = FinishReason.Stop };
        }
        return found.Shared is { } now && now.Owner == before.Owner && (found.Leased || now.Ended is not null) && now.Text.StartsWith(before.Text, StringComparison.Ordinal) ? now : null;
    }
}

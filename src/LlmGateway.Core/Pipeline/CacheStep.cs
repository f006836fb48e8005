using System.Runtime.CompilerServices;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Telemetry;

namespace LlmGateway.Core.Pipeline;

/// <summary>Answers a first question that was asked before. The cache helps or stays out of the way: its failures fail no request.</summary>
internal sealed class CacheStep(AnswerCache? cache, ITelemetrySink telemetry, TimeProvider time)
{
    /// <summary>A table that takes longer saves nobody any time.</summary>
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    public async Task FindAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (cache is null || exchange is not { Parsed: { } parsed, Model: { } model }) return;
        var directives = exchange.Request.Headers.GetValueOrDefault("cache-control") ?? "";
        if (directives.Contains("no-store", StringComparison.OrdinalIgnoreCase)) return;
        if (cache.KeyOf(exchange.Request.Caller, parsed, model) is not { } key) return;
        exchange.CacheKey = key;
        exchange.Cache = CacheState.Miss;
        if (parsed.InvalidateCache || directives.Contains("no-cache", StringComparison.OrdinalIgnoreCase)) return;
        using var patience = new CancellationTokenSource(ReadPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            exchange.CachedAnswer = await cache.FindAsync(key, either.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failure(exchange.Request.RequestId, "reading the answer cache", failure);
        }
        if (exchange.CachedAnswer is not null) exchange.Cache = CacheState.Hit;
    }

    /// <summary>Keeps an answer that came whole and ended by itself; no other is worth repeating.</summary>
    public async Task KeepAsync(Exchange exchange)
    {
        if (cache is null || exchange is not { CacheKey: { } key, Cache: CacheState.Miss, CompletedWhole: true }) return;
        var answer = exchange.Answer;
        if (answer is not { Finish: FinishReason.Stop, ToolCalls.Count: 0, Text: { Length: > 0 } text }) return;
        var question = QuestionKey.Text(exchange.Parsed!.Request.Messages[0].Content)!;
        using var patience = new CancellationTokenSource(WritePatience, time);
        try
        {
            await cache.KeepAsync(key, question, new CachedAnswer(text, exchange.Model!.UpstreamModel, answer.Usage), patience.Token);
        }
#pragma warning disable CA1031 // Whatever the table says, the client has its answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.Failure(exchange.Request.RequestId, "keeping an answer in the cache", failure);
        }
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
}

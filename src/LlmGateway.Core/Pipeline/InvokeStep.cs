using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Answers;
using LlmGateway.Core.Upstreams.Tools;

namespace LlmGateway.Core.Pipeline;

/// <summary>Asks the upstream: untouched where it speaks the caller's protocol, translated otherwise.</summary>
internal static class InvokeStep
{
    public static IAsyncEnumerable<ChatEvent> Run(Exchange exchange, IUpstream upstream, CancellationToken cancellationToken)
    {
        if (exchange.Model is { Embeds: true, Alias: var alias })
            throw new GatewayException(new GatewayError(ErrorKind.InvalidRequest, $"'{alias}' makes embeddings, and no answers: POST /v1/embeddings.", Field: "model"));
        var call = CallOf(exchange, upstream);
        if (call.PassThroughBody is null)
        {
            if (exchange.Parsed!.Untranslatable is { } refusal) throw new GatewayException(refusal);
            exchange.Dropped.AddRange(call.Request.Unknown);
        }
        exchange.Asked = true;
        var fitted = FittedTools.Of(call);
        var answer = NormalizedAnswer.Of(upstream.InvokeAsync(fitted?.Call ?? call, cancellationToken), new AnswerNormalizer(call.Model.Abilities.ThinkTags), cancellationToken);
        return fitted?.Back(answer) ?? answer;
    }

    /// <summary>The answer to a request that asks nothing yet.</summary>
    public static async IAsyncEnumerable<ChatEvent> Nothing()
    {
        await Task.CompletedTask;
        yield return new AnswerEnded(FinishReason.Stop);
        yield return new UsageReported(new TokenUsage(0, 0));
    }

    /// <summary>The knowledge that was found, then the answer. Told with the answer's first event: until that comes, an error is still a real status.</summary>
    public static async IAsyncEnumerable<ChatEvent> After(SourcesRetrieved sources, IAsyncEnumerable<ChatEvent> answer)
    {
        var told = false;
        await foreach (var one in answer)
        {
            if (!told) yield return sources;
            told = true;
            yield return one;
        }
    }

    /// <summary>What an upstream is told of a request.</summary>
    public static UpstreamCall CallOf(Exchange exchange, IUpstream upstream)
    {
        var body = upstream.Speaks(exchange.Protocol!.Wire, exchange.Model!) ? OwnBody(exchange) : null;
        return new UpstreamCall(exchange.Model!, exchange.Asking)
        {
            PassThroughBody = body,
            Protocol = exchange.Protocol.Wire,
            Betas = body is not null && exchange.Request.Headers.TryGetValue("anthropic-beta", out var betas)
                ? betas.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
            Dropped = exchange.Dropped,
        };
    }

    /// <summary>The caller's bytes, with what the model is shown beside them. Null: their protocol has no place for it.</summary>
    private static ReadOnlyMemory<byte>? OwnBody(Exchange exchange)
    {
        var body = exchange.FilledBody ?? exchange.Request.Body;
        if (exchange.Parsed!.HoldsOddSources) body = MendedSources.Write(body);
        return exchange.Grounding?.Text is { } shown ? exchange.Protocol!.Enrich(body, shown) : body;
    }
}

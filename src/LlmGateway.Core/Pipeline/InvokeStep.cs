using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Pipeline;

/// <summary>Asks the upstream: untouched where it speaks the caller's protocol, translated otherwise.</summary>
internal static class InvokeStep
{
    public static IAsyncEnumerable<ChatEvent> Run(Exchange exchange, IUpstream upstream, CancellationToken cancellationToken)
    {
        var call = CallOf(exchange, upstream);
        if (call.PassThroughBody is null)
        {
            if (exchange.Parsed!.Untranslatable is { } refusal) throw new GatewayException(refusal);
            exchange.Dropped.AddRange(call.Request.Unknown);
        }
        exchange.Asked = true;
        return upstream.InvokeAsync(call, cancellationToken);
    }

    /// <summary>What an upstream is told of a request.</summary>
    public static UpstreamCall CallOf(Exchange exchange, IUpstream upstream)
    {
        var same = upstream.Speaks(exchange.Protocol!.Wire, exchange.Model!);
        return new UpstreamCall(exchange.Model!, exchange.Parsed!.Request)
        {
            // Not "null": that would become an empty memory, which is a body.
            PassThroughBody = same ? exchange.Request.Body : default(ReadOnlyMemory<byte>?),
            Betas = same && exchange.Request.Headers.TryGetValue("anthropic-beta", out var betas)
                ? betas.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
            Dropped = exchange.Dropped,
        };
    }
}

using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Pipeline;

/// <summary>Asks the upstream: untouched where it speaks the caller's protocol, translated otherwise.</summary>
internal static class InvokeStep
{
    public static IAsyncEnumerable<ChatEvent> Run(Exchange exchange, IUpstream upstream, CancellationToken cancellationToken)
    {
        var request = exchange.Parsed!.Request;
        var same = upstream.Speaks(exchange.Protocol!.Wire, exchange.Model!);
        if (!same && exchange.Parsed.Untranslatable is { } refusal) throw new GatewayException(refusal);
        if (!same) exchange.Dropped.AddRange(request.Unknown);
        exchange.Asked = true;
        return upstream.InvokeAsync(
            new UpstreamCall(exchange.Model!, request)
            {
                // Not "null": that would become an empty memory, which is a body.
                PassThroughBody = same ? exchange.Request.Body : default(ReadOnlyMemory<byte>?),
                Betas = same && exchange.Request.Headers.TryGetValue("anthropic-beta", out var betas)
                    ? betas.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
                Dropped = exchange.Dropped,
            },
            cancellationToken);
    }
}

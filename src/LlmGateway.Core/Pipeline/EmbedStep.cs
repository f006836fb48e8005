using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Embeddings;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Pipeline;

/// <summary>Turns texts into vectors: untouched where the upstream speaks the caller's protocol, else call by call.</summary>
internal sealed class EmbedStep(ModelCatalog catalog, Func<CatalogModel, IUpstream> upstreams, ResponseHeaders headers, TimeProvider time)
{
    public async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var parsed = EmbeddingsParser.Parse(ParseStep.BodyOf(exchange));
        exchange.Parsed = parsed.ToChat();
        var model = exchange.Model = catalog.Resolve(parsed.Model, exchange.Request.Caller);
        var upstream = upstreams(model);
        if (!upstream.SpeaksEmbeddings)
        {
            if (parsed.Untranslatable is { } refusal) throw new GatewayException(refusal);
            exchange.Dropped.AddRange(parsed.Unknown);
        }
        exchange.Asked = true;
        var embedded = await upstream.EmbedAsync(new EmbeddingCall(model, parsed.Texts!)
        {
            Dimensions = parsed.Dimensions,
            Purpose = parsed.Purpose,
            Base64 = parsed.Base64,
            PassThroughBody = upstream.SpeaksEmbeddings ? exchange.Request.Body : default(ReadOnlyMemory<byte>?),
        }, cancellationToken);
        exchange.FirstEventTicks = time.GetTimestamp();
        if (embedded.InputTokens is { } counted) exchange.Answer.Add(new UsageReported(new TokenUsage(counted, 0)));
        if (embedded.Copy is null)
        {
            var tokens = embedded.InputTokens ?? UsageEstimate.Of(exchange.Parsed.Request, exchange.Answer).InputTokens;
            EmbeddingsWriter.Write(embedded.Vectors, parsed.Base64, parsed.Model, tokens, exchange.Output);
        }
        await headers.StartAnswerAsync(exchange, "application/json", cancellationToken);
        await exchange.Response.WriteAsync(embedded.Copy is { } copy ? CopiedAnswer.Renamed(copy, parsed.Model) : exchange.Output.WrittenMemory, cancellationToken);
        exchange.CompletedWhole = true;
    }
}

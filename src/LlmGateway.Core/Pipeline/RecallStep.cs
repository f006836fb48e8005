using System.Security.Cryptography;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Looks for knowledge in all sources side by side. A source that fails or is slow is left out, and the answer says so.</summary>
internal sealed class RecallStep(IReadOnlyList<KnowledgeSource> sources, ITelemetrySink telemetry, TimeProvider time)
{
    private const int FenceBytes = 12;

    /// <summary>Tokens of all passages at most.</summary>
    public int TokenBudget => sources.Sum(source => source.TokenBudget);

    public async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var parsed = exchange.Parsed!;
        if (sources.Count == 0)
        {
            if (parsed.RagPrompt is not null) throw JsonBody.Invalid("'rag_prompt' introduces retrieved context, and this gateway has no knowledge source.", "rag_prompt");
            return;
        }
        RefuseForeignScope(exchange);
        var question = LastQuestion.TextOf(parsed.Request);
        var findings = await Task.WhenAll(sources.Select(source => AskAsync(exchange, source, question, cancellationToken)));
        exchange.Grounding = Grounding.Of(findings, parsed.RagPrompt, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(FenceBytes)));
    }

    /// <summary>An answer without what was asked for would look like one with it; and the cache may know an answer that is for others.</summary>
    private void RefuseForeignScope(Exchange exchange)
    {
        if (exchange.Scope is not { } scope || !sources.Any(source => source.IsScoped)) return;
        if (sources.Any(source => source.IsScoped && source.MayBeReadBy(exchange.Request.Caller, scope))) return;
        var field = exchange.Protocol!.Wire == WireProtocol.Native && exchange.Parsed!.NodeId is not null ? "parameters.node_id" : HandlerContract.Headers.Scope;
        throw new GatewayException(new GatewayError(ErrorKind.ScopeNotAllowed, $"You may not read the scope '{scope}' of '{field}'.", Field: field));
    }

    private async Task<Findings> AskAsync(Exchange exchange, KnowledgeSource source, string? question, CancellationToken cancellationToken)
    {
        Findings LeftOut(string why) => new(source.Name, [], why);
        var scope = exchange.Scope;
        if (question is null) return LeftOut(Findings.NoQuestion);
        if (source.IsScoped && scope is null) return LeftOut(Findings.NoScope);
        if (!source.MayBeReadBy(exchange.Request.Caller, scope)) return LeftOut(Findings.NotAllowed);
        using var deadline = new CancellationTokenSource(source.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return new Findings(source.Name, await source.FindAsync(question, scope, either.Token).WaitAsync(either.Token));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failure(exchange.Request.RequestId, $"searching the knowledge source '{source.Name}'", failure);
            return LeftOut(deadline.IsCancellationRequested ? Findings.Timeout : Findings.Failed);
        }
    }
}

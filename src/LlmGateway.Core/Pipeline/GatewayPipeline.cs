using LlmGateway.Core.Answers;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Files;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Requests;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>The road that every request takes. One instance serves all requests of a process, many at once.</summary>
public sealed class GatewayPipeline
{
    private readonly ModelCatalog _catalog;
    private readonly CacheStep _cache;
    private readonly FollowStep _follow;
    private readonly StreamStep _stream;
    private readonly RenewStep _renew;
    private readonly SettleStep _settle;
    private readonly HistoryStep _history;
    private readonly RecallStep _recall;
    private readonly ChatsStep _chats;
    private readonly EmbedStep _embed;
    private readonly ResponsesStep _responses;
    private readonly KeptResponseStep _kept;
    private readonly CancelStep _cancel;
    private readonly FetchStep _fetch;
    private readonly RequestTable? _requests;
    private readonly Func<CatalogModel, IUpstream> _upstreams;
    private readonly ResponseHeaders _headers;
    private readonly ITelemetrySink _telemetry;
    private readonly TimeProvider _time;

    private GatewayPipeline(
        GatewayDocument document, Func<CatalogModel, IUpstream> upstreams, AnswerCache? cache, ITelemetrySink telemetry, TimeProvider time,
        RequestTable? requests, ChatTable? chats, IReadOnlyList<KnowledgeSource> knowledge, RemoteFiles files)
    {
        (_upstreams, _telemetry, _time, _requests) = (upstreams, telemetry, time, requests);
        _catalog = new ModelCatalog(document);
        _headers = new ResponseHeaders(document.Cors);
        _cache = new CacheStep(cache, telemetry, time);
        _follow = new FollowStep(cache, telemetry, time);
        _recall = new RecallStep(knowledge, telemetry, time);
        _history = new HistoryStep(chats, _recall.TokenBudget, telemetry, time);
        _chats = new ChatsStep(chats, _headers);
        _embed = new EmbedStep(_catalog, upstreams, _headers, time);
        _responses = new ResponsesStep(chats, telemetry, time);
        _kept = new KeptResponseStep(chats, _headers);
        _cancel = new CancelStep(requests, _headers, time);
        _fetch = new FetchStep(files, time);
        _stream = new StreamStep(_headers, _history, _responses, time);
        _renew = new RenewStep(_cache, upstreams, telemetry, time);
        _settle = new SettleStep(_cache, document.KeyNames, telemetry, time);
    }

    /// <summary>Puts a gateway together.</summary>
    /// <param name="document">What the constructs say of it.</param>
    /// <param name="upstreams">The server behind a model of the catalog.</param>
    /// <param name="cache">Null: answers are not cached.</param>
    /// <param name="telemetry">Where logs and metrics go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="requests">Null: requests can't be cancelled by their ids.</param>
    /// <param name="chats">Null: chats are not kept.</param>
    /// <param name="knowledge">Null: there is none.</param>
    /// <param name="files">Null: files that requests name are fetched from public addresses alone.</param>
    internal static GatewayPipeline Create(
        GatewayDocument document, Func<CatalogModel, IUpstream> upstreams, AnswerCache? cache, ITelemetrySink telemetry, TimeProvider time,
        RequestTable? requests = null, ChatTable? chats = null, IReadOnlyList<KnowledgeSource>? knowledge = null, RemoteFiles? files = null) =>
        new(document, upstreams, cache, telemetry, time, requests, chats, knowledge ?? [], files ?? new RemoteFiles(PublicConnections.Create()));

    /// <summary>Serves one request to its end. Never throws for what a request, an upstream or a client does.</summary>
    /// <param name="request">With the caller already identified by the host's authorizer: step 1.</param>
    /// <param name="response">The way back.</param>
    /// <param name="clientGone">Cancelled when nobody waits for the answer any more.</param>
    public async Task RunAsync(GatewayHttpRequest request, IGatewayHttpResponse response, CancellationToken clientGone)
    {
        var line = new ClientLine(response);
        var exchange = new Exchange(request, line, _time.GetUtcNow(), _time.GetTimestamp());
        using var limit = new AnswerDeadline(request.Deadline, _time, clientGone);
        try
        {
            await ServeAsync(exchange, limit.Token);
        }
        catch (GatewayException refused)
        {
            LogCause(exchange, refused);
            exchange.Error = refused.Error;
            await FailAsync(exchange, clientGone);
        }
        // What a broken line throws differs by host and by moment; why it broke does not.
        catch (Exception) when (clientGone.IsCancellationRequested)
        {
            exchange.Cancelled = exchange.CutOff = true;
            if (exchange.FirstEventTicks is not null) await _history.RememberAsync(exchange);
        }
        catch (ClientLineException broken) when (!limit.Expired)
        {
            _telemetry.Failure(request.RequestId, "sending an answer", broken.InnerException!);
            exchange.Cancelled = exchange.CutOff = true;
        }
        catch (Exception) when (limit.Expired)
        {
            exchange.CutOff = true;
            exchange.Error = new GatewayError(ErrorKind.Timeout, "The answer took longer than this gateway may run; ask for fewer tokens.");
            await FailAsync(exchange, clientGone);
        }
#pragma warning disable CA1031 // The last line of defence: logged whole, never sent.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            _telemetry.Failure(request.RequestId, "serving a request", unexpected);
            exchange.Error = new GatewayError(ErrorKind.Internal, $"The gateway failed. Its operator finds the reason under request id {request.RequestId}.");
            await FailAsync(exchange, clientGone);
        }
        try
        {
            if (!exchange.Cancelled) await line.EndAsync(clientGone);
        }
        catch (Exception unreachable) when (unreachable is OperationCanceledException or ClientLineException)
        {
            // All was written; whether it arrived is not known.
            exchange.Cancelled = true;
        }
        finally
        {
            exchange.EndedTicks = _time.GetTimestamp();
            await _renew.RunAsync(exchange);
            await _settle.RunAsync(exchange);
        }
    }

    private async Task ServeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        RouteStep.Run(exchange);
        if (exchange.Request.Refusal is { } refusal) throw new GatewayException(refusal);             // 1. Identify: the host did
        exchange.Request = DecodedRequest.Of(exchange.Request);
        if (await ServeOtherAsync(exchange, cancellationToken)) return;
        exchange.Parsed = ParseStep.Run(exchange);                                                    // 2. Parse
        exchange.Model = _catalog.Resolve(exchange.Parsed.Request.Model, exchange.Request.Caller);    // 3. Resolve, 4. Authorize
        exchange.Parsed = GuardrailRule.Apply(exchange.Parsed, exchange.Model);
        if (exchange.Route == HandlerContract.Routes.CountResponse) await _responses.RecallAsync(exchange, _upstreams(exchange.Model), cancellationToken);
        if (exchange.Route is HandlerContract.Routes.CountTokens or HandlerContract.Routes.CountResponse)
        {
            await _fetch.RunAsync(exchange, _upstreams(exchange.Model), cancellationToken);
            await CountStep.RunAsync(exchange, _upstreams(exchange.Model), _headers, cancellationToken);
            return;
        }
        await _history.RecallAsync(exchange, cancellationToken);                                      // 7. Recall: what a chat has is no first question
        await _responses.RecallAsync(exchange, _upstreams(exchange.Model), cancellationToken);
        if (exchange is { Parsed.IsWarmUp: true, Request.Session: not null })
        {
            await _stream.RunAsync(exchange, InvokeStep.Nothing(), cancellationToken, cancellationToken);
            return;
        }
        // A summary is of one conversation: no knowledge joins it, and no other request's answer is it.
        if (exchange.Route == HandlerContract.Routes.CompactResponse) exchange.Parsed = Compaction.Ask(exchange.Parsed);
        else await FindAsync(exchange, cancellationToken);
        await _fetch.RunAsync(exchange, _upstreams(exchange.Model), cancellationToken);               //    What it names by address joins it
        await using var watch = WatchFor(exchange);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watch?.Cancelled ?? exchange.Request.Cancelled);
        var events = exchange.CachedAnswer is { } known
            ? CacheStep.Replay(known, cancellationToken)
            : exchange.Followed is not null ? _follow.RunAsync(exchange, stop.Token)
            : InvokeStep.Run(exchange, _upstreams(exchange.Model), stop.Token);                       // 8. Invoke
        // What an operator answered is from no passage.
        if (exchange is { Grounding.Sources: var sources, CachedAnswer: not { IsImported: true } }) events = InvokeStep.After(sources, events);
        await _stream.RunAsync(exchange, events, stop.Token, cancellationToken);                      // 9. Stream
    }                                                                                                 // 10. Settle: RunAsync, whatever happened, after renewing what was old

    private async Task FindAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        await _recall.RunAsync(exchange, cancellationToken);                                          // 7. Recall: an answer is known by what the model would be shown
        await _cache.FindAsync(exchange, cancellationToken);                                          // 6. Answer from the cache
    }

    /// <summary>Routes that ask no model for an answer.</summary>
    private async Task<bool> ServeOtherAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        switch (exchange.Route)
        {
            case HandlerContract.Routes.Models or HandlerContract.Routes.Model: await ModelsStep.RunAsync(exchange, _catalog, _headers, cancellationToken); return true;
            case HandlerContract.Routes.Chats or HandlerContract.Routes.Chat: await _chats.RunAsync(exchange, cancellationToken); return true;
            case HandlerContract.Routes.Embeddings: await _embed.RunAsync(exchange, cancellationToken); return true;
            case HandlerContract.Routes.Response or HandlerContract.Routes.ResponseInputItems or HandlerContract.Routes.CancelResponse:
                await _kept.RunAsync(exchange, cancellationToken);
                return true;
            case HandlerContract.Routes.CancelRequest: await _cancel.RunAsync(exchange, cancellationToken); return true;
            default: return false;
        }
    }

    /// <summary>Requests that a model answers can be cancelled by their ids; a host that watches them itself says so by its token.</summary>
    private RequestWatch? WatchFor(Exchange exchange)
    {
        if (_requests is null || exchange.CachedAnswer is not null || exchange.Request.Cancelled.CanBeCanceled) return null;
        var id = exchange.Parsed!.RequestId ?? exchange.Request.RequestId;
        return new RequestWatch(_requests, new RequestKey(exchange.Request.Caller.Subject, id), changed: null, _time);
    }

    /// <summary>What the client is told of an upstream's failure is little; its operator needs the rest.</summary>
    private void LogCause(Exchange exchange, GatewayException refused)
    {
        if (refused.InnerException is { } cause && ErrorWords.Of(refused.Error.Kind).Status >= 500)
            _telemetry.Failure(exchange.Request.RequestId, "asking the model", cause);
    }

    private async Task FailAsync(Exchange exchange, CancellationToken clientGone)
    {
        try
        {
            await _stream.FailAsync(exchange, clientGone);
        }
#pragma warning disable CA1031 // The client can't be reached any more, in whichever way the host says so.
        catch (Exception unreachable)
#pragma warning restore CA1031
        {
            exchange.Cancelled = true;
            if (!clientGone.IsCancellationRequested) _telemetry.Failure(exchange.Request.RequestId, "telling a client of an error", unreachable);
        }
    }
}

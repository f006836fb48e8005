using System.Globalization;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Status and headers of every response (wire.md, "HTTP routes").</summary>
internal sealed class ResponseHeaders(CorsDocument? cors)
{
    private const int MostDropped = 1000;
    private const int MostQuestion = 1000;

    /// <summary>What an answer says about itself.</summary>
    public static AnswerHead HeadOf(Exchange exchange, TimeProvider time)
    {
        var model = exchange.Model!;
        // A kept answer was paid for once.
        return new AnswerHead(exchange.Request.RequestId, exchange.Parsed!.Request.Model ?? model.Alias, exchange.StartedAt,
            FromCache(exchange) && exchange.Followed is null, FromCache(exchange) ? static _ => 0m : model.CostOf)
        {
            Now = time.GetUtcNow,
            Temperature = exchange.Parsed.Request.TopP is null && model.Abilities.Sampling ? model.Temperature : null,
        };
    }

    public ValueTask StartAnswerAsync(Exchange exchange, string contentType, CancellationToken cancellationToken)
    {
        var headers = Common(exchange, contentType);
        headers.Add(new("cache-control", exchange.Parsed!.Request.Stream ? "no-cache" : "no-store"));
        headers.Add(new("x-llm-gateway-cache", exchange.Cache switch { CacheState.Hit => "hit", CacheState.Near => "semantic", CacheState.Stale => "stale", CacheState.Miss => "miss", _ => "off" }));
        headers.Add(new("x-llm-gateway-model", exchange.CachedAnswer?.UpstreamModel ?? exchange.Model!.UpstreamModel));
        if (exchange.CachedAnswer?.Near is { } near)
        {
            headers.Add(new("x-llm-gateway-cache-distance", near.Distance.ToString("0.####", CultureInfo.InvariantCulture)));
            headers.Add(new("x-llm-gateway-cache-question", Escaped(near.Entry.Question)));
        }
        if (exchange.Dropped.Count > 0) headers.Add(new("x-llm-gateway-dropped", Names(exchange.Dropped)));
        if (exchange.Grounding is { } grounding) headers.Add(new("x-llm-gateway-knowledge", string.Join(", ", grounding.Sources.Stores.Select(Told))));
        if (CostOf(exchange) is { } cost) headers.Add(new("x-llm-gateway-cost-usd", cost.ToString(CultureInfo.InvariantCulture)));
        return StartAsync(exchange, 200, headers, cancellationToken);
    }

    public ValueTask StartErrorAsync(Exchange exchange, GatewayError error, CancellationToken cancellationToken)
    {
        var headers = Common(exchange, "application/json");
        if (error.Kind == ErrorKind.WrongMethod) headers.Add(new("allow", AllowedOn(exchange)));
        if (error.Kind == ErrorKind.UnknownEncoding) headers.Add(new("accept-encoding", DecodedRequest.Known));
        if (error.Kind == ErrorKind.Unauthenticated) headers.Add(new("www-authenticate", "Bearer"));
        if (error.RetryAfter is { } after) headers.Add(new("retry-after", Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        else if (error.Kind is ErrorKind.Throttled or ErrorKind.Overloaded) headers.Add(new("retry-after", "1"));
        return StartAsync(exchange, ErrorWords.Of(error.Kind).Status, headers, cancellationToken);
    }

    public ValueTask StartCountAsync(Exchange exchange, bool isEstimate, CancellationToken cancellationToken)
    {
        var headers = Common(exchange, "application/json");
        if (isEstimate) headers.Add(new("x-llm-gateway-usage", "estimated"));
        return StartAsync(exchange, 200, headers, cancellationToken);
    }

    public ValueTask StartEventsAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var headers = Common(exchange, ServerSentEvents.ContentType);
        headers.Add(new("cache-control", "no-cache"));
        return StartAsync(exchange, 200, headers, cancellationToken);
    }

    public ValueTask StartJsonAsync(Exchange exchange, CancellationToken cancellationToken) =>
        StartAsync(exchange, 200, Common(exchange, "application/json"), cancellationToken);

    private static string AllowedOn(Exchange exchange) => exchange.Route switch
    {
        HandlerContract.Routes.Chat => "GET, PATCH, DELETE",
        HandlerContract.Routes.Response => "GET, DELETE",
        HandlerContract.Routes.Chats or HandlerContract.Routes.ResponseInputItems => "GET",
        _ => exchange.Protocol is null ? "GET" : "POST",
    };

    private static bool FromCache(Exchange exchange) => exchange.Cache is CacheState.Hit or CacheState.Near or CacheState.Stale;

    // Known when headers go out: of an answer that comes whole, and of one that costs nothing.
    private static decimal? CostOf(Exchange exchange) =>
        FromCache(exchange) ? 0m
        : !exchange.Parsed!.Request.Stream && exchange.Answer.Usage is { } usage ? exchange.Model!.CostOf(usage) : null;

    private static string Told(StoreReport store) =>
        store.LeftOut is { } why ? $"{store.Store};left_out={why}" : string.Create(CultureInfo.InvariantCulture, $"{store.Store};passages={store.Passages}");

    /// <summary>Percent-encoded, and no more of it than a header should hold; never cut within a character.</summary>
    private static string Escaped(string text)
    {
        var escaped = new System.Text.StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = Uri.EscapeDataString(rune.ToString());
            if (escaped.Length + piece.Length > MostQuestion) return escaped.Append("...").ToString();
            escaped.Append(piece);
        }
        return escaped.ToString();
    }

    /// <summary>Each name once, escaped, and no more of them than proxies take in a header.</summary>
    private static string Names(IEnumerable<string> names)
    {
        var all = string.Join(',', names.Distinct().Select(Uri.EscapeDataString));
        if (all.Length <= MostDropped) return all;
        // The first may be too long by itself: a client names its fields as it likes.
        return all.LastIndexOf(',', MostDropped) is > 0 and var end ? all[..end] + ",..." : "...";
    }

    private List<KeyValuePair<string, string>> Common(Exchange exchange, string contentType)
    {
        List<KeyValuePair<string, string>> headers = [new("content-type", contentType), new("x-request-id", exchange.Request.RequestId)];
        // Where Anthropic's clients look for it.
        if (exchange.Protocol?.Wire == WireProtocol.AnthropicMessages) headers.Add(new("request-id", exchange.Request.RequestId));
        AddCors(exchange, headers);
        return headers;
    }

    private void AddCors(Exchange exchange, List<KeyValuePair<string, string>> headers)
    {
        if (cors is null) return;
        var any = cors.Origins.Contains("*");
        // Also to strangers: what one origin got is not for another.
        if (!any) headers.Add(new("vary", "origin"));
        if (!exchange.Request.Headers.TryGetValue("origin", out var origin) || (!any && !cors.Origins.Contains(origin))) return;
        headers.Add(new("access-control-allow-origin", any ? "*" : origin));
        if (cors.AllowCredentials && !any) headers.Add(new("access-control-allow-credentials", "true"));
        if ((cors.ExposeHeaders ?? CorsHeaders.Exposed) is { Count: > 0 } exposed) headers.Add(new("access-control-expose-headers", string.Join(',', exposed)));
    }

    private static async ValueTask StartAsync(Exchange exchange, int status, List<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        // Set before the call: a host that fails half-way may have sent something.
        exchange.Status = status;
        await exchange.Response.StartAsync(status, headers, cancellationToken);
    }
}

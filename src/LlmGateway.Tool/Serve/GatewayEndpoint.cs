using System.Collections.ObjectModel;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Pipeline;
using LlmGateway.Shared;
using LlmGateway.Tool.Local;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmGateway.Tool.Serve;

/// <summary>Every request of the server: health and preflights are answered here, all else goes down the gateway's road.</summary>
/// <param name="pipeline">The road.</param>
/// <param name="doorkeeper">Knows the callers.</param>
/// <param name="cors">Pages that may call; null: none.</param>
/// <param name="isLoopback">It listens on this machine alone.</param>
/// <param name="stopping">The server takes no new work.</param>
internal sealed class GatewayEndpoint(GatewayPipeline pipeline, Doorkeeper doorkeeper, CorsDocument? cors, bool isLoopback, CancellationToken stopping)
{
    private static readonly byte[] Alive = """{"status":"ok"}"""u8.ToArray();

    private static readonly GatewayError NoKey = new(
        ErrorKind.Unauthenticated, "The gateway's key is missing or wrong: send it as 'Authorization: Bearer KEY' or as 'x-api-key: KEY'.");

    private static readonly GatewayError TooLarge = new(ErrorKind.TooLarge, $"The request body is too large; {ParseStep.MostBytes} bytes are the most.");

    private static readonly GatewayError Malformed = new(ErrorKind.InvalidRequest, "The request body is not sent in well-formed chunks (Transfer-Encoding: chunked).");

    /// <summary>Who may call without a key may be anybody's page, unless this machine's and those of the configuration are told apart.</summary>
    private readonly LocalGuard? _guard = doorkeeper.IsOpen && isLoopback ? new LocalGuard(name => cors?.Origins.Contains(name) is true) : null;

    public Task HandleAsync(HttpContext http) => _guard is null ? ServeAsync(http) : _guard.AdmitsAsync(http, cors?.Origins.Contains("*") is true, ServeAsync);

    private async Task ServeAsync(HttpContext http)
    {
        var path = PathOf(http);
        if (path == HandlerContract.Routes.Health && MethodOf(http) == HttpMethods.Get)
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Alive.Length;
            if (HttpMethods.IsGet(http.Request.Method)) await http.Response.BodyWriter.WriteAsync(Alive, http.RequestAborted);
            return;
        }
        if (cors is not null && HttpMethods.IsOptions(http.Request.Method))
        {
            Preflight.Answer(http, cors);
            return;
        }
        var caller = doorkeeper.Identify(http.Request.Headers);
        if (caller is not null && path == HandlerContract.Routes.Responses && http.WebSockets.IsWebSocketRequest)
        {
            await TalkAsync(http, caller);
            return;
        }
        // A stranger's body is not even read.
        if (caller is null) await RunAsync(http, path, CallerIdentity.Anonymous, default, NoKey);
        else await ReadAndRunAsync(http, path, caller);
    }

    private async Task TalkAsync(HttpContext http, CallerIdentity caller)
    {
        // A page of any site may open a WebSocket, and its browser asks nobody.
        if (!MayTalk(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        await new ResponsesSocket(socket, pipeline, caller, new RequestHeaders(http.Request.Headers)).RunAsync(stopping, http.RequestAborted);
    }

    private bool MayTalk(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return origin is null || cors?.Origins.Contains("*") is true || cors?.Origins.Contains(origin) is true
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private async Task ReadAndRunAsync(HttpContext http, string path, CallerIdentity caller)
    {
        PooledBody? body;
        try
        {
            body = await PooledBody.ReadAsync(http.Request.BodyReader, ParseStep.MostBytes, http.RequestAborted);
        }
        catch (IOException malformed) when (malformed is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // A chunk whose size is no number, or one of more than 31 bits.
            await RunAsync(http, path, caller, default, Malformed);
            return;
        }
        using (body) await RunAsync(http, path, caller, body?.Memory ?? default, body is null ? TooLarge : null);
    }

    private async Task RunAsync(HttpContext http, string path, CallerIdentity caller, ReadOnlyMemory<byte> body, GatewayError? refusal)
    {
        using var response = new KestrelResponse(http.Response);
        var request = new GatewayHttpRequest
        {
            RequestId = Guid.CreateVersion7().ToString(),
            Method = MethodOf(http),
            Path = path,
            Headers = new RequestHeaders(http.Request.Headers),
            Query = http.Request.QueryString.HasValue ? http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.LastOrDefault() ?? "") : ReadOnlyDictionary<string, string>.Empty,
            Body = body,
            Caller = caller,
            Refusal = refusal,
        };
        await pipeline.RunAsync(request, response, http.RequestAborted);
    }

    /// <summary>HEAD is answered as GET is, without the body: the server leaves that out.</summary>
    private static string MethodOf(HttpContext http) => HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;

    /// <summary>As it was sent, decoded once: Kestrel's own path leaves <c>%2F</c> as it is.</summary>
    private static string PathOf(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // Proxies may send the whole address: https://www.rfc-editor.org/rfc/rfc9112#absolute-form.
        if (target.Length > 0 && target[0] != '/' && Uri.TryCreate(target, UriKind.Absolute, out var whole)) target = whole.PathAndQuery;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) target = target[..query];
        return target.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(target) : target;
    }
}

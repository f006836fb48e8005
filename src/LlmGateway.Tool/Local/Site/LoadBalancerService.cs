using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Site;

/// <summary>
/// The stack's load balancer, at the root of the one port: signs people in, keeps their session in a cookie, and hands their tokens to the function behind it.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
/// </summary>
internal sealed class LoadBalancerService(SignedInSite? site, StackModel model, SignInPages pages, TokenIssuer issuer, LambdaService lambda, LambdaPermissions permissions, string? user, TimeProvider time)
{
    private const string Cookie = "AWSELBAuthSessionCookie-0";
    private const string StatePrefix = "alb-";

    private readonly ConcurrentDictionary<string, (PoolUser Person, DateTimeOffset Until)> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _wanted = new(StringComparer.Ordinal);

    /// <summary>By this machine's names and the page's own, and at no address of an API.</summary>
    public bool IsFor(HttpRequest request) => site is not null && (request.Host.Host is "localhost" or "127.0.0.1" || request.Host.Host == site.Name)
        && !model.Apis.SelectMany(api => api.Stages).Any(stage => request.Path.StartsWithSegments("/" + stage.Name, StringComparison.Ordinal));

    /// <summary>Cognito sends somebody back.</summary>
    public bool IsCallback(HttpRequest request) => site is not null && request.Path == SignedInSite.Callback && request.Query["state"].ToString().StartsWith(StatePrefix, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        if (IsCallback(http.Request)) ComeBack(http);
        else if (SessionOf(http) is { } person) await ForwardAsync(http, person);
        else Ask(http);
    }

    private PoolUser? SessionOf(HttpContext http)
    {
        if (_sessions.TryGetValue(http.Request.Cookies[Cookie] ?? "", out var known) && known.Until > time.GetUtcNow()) return known.Person;
        return user is null ? null : Begin(http, site!.Pool.Local(user));
    }

    private PoolUser Begin(HttpContext http, PoolUser person)
    {
        var session = Guid.NewGuid().ToString("N");
        _sessions[session] = (person, time.GetUtcNow() + site!.SessionLength);
        http.Response.Cookies.Append(Cookie, session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        return person;
    }

    private void Ask(HttpContext http)
    {
        var state = StatePrefix + Guid.NewGuid().ToString("N");
        _wanted[state] = http.Request.Path + http.Request.QueryString;
        http.Response.Redirect($"/oauth2/authorize?client_id={site!.Client.Id}&response_type=code&scope={Uri.EscapeDataString(site.Scope)}&state={state}&redirect_uri={Uri.EscapeDataString(Here(http, SignedInSite.Callback))}");
    }

    private void ComeBack(HttpContext http)
    {
        if (!_wanted.TryRemove(http.Request.Query["state"].ToString(), out var path) || pages.TakeUser(http.Request.Query["code"].ToString(), site!.Client) is not { } person)
        {
            // 561: the provider refused. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
            http.Response.StatusCode = 561;
            return;
        }
        Begin(http, person);
        http.Response.Redirect(path);
    }

    private async Task ForwardAsync(HttpContext http, PoolUser person)
    {
        if (!permissions.Allow(site!.FunctionArn, site.TargetGroup) || lambda.Find(site.FunctionArn) is not { } function)
        {
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }
        try
        {
            var payload = await EventAsync(http, person);
            var invocation = await function.InvokeAsync(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(payload.ToJsonString()), http.RequestAborted);
            var reply = await invocation.Reply.WaitAsync(http.RequestAborted);
            var read = await reply.Body.ReadAtLeastAsync(int.MaxValue, http.RequestAborted);
            await WriteAsync(http, JsonNode.Parse(read.Buffer.ToArray())!.AsObject());
        }
        catch (LambdaException)
        {
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }

    private async Task<JsonObject> EventAsync(HttpContext http, PoolUser person)
    {
        var tokens = await issuer.IssueAsync(site!.Pool, site.Client, person, site.Scope, "TokenGeneration_HostedAuth", refreshable: false, cancellationToken: http.RequestAborted);
        var headers = new JsonObject();
        foreach (var (name, value) in http.Request.Headers.Where(header => !header.Key.StartsWith("x-amzn-oidc-", StringComparison.OrdinalIgnoreCase))) headers[name.ToLowerInvariant()] = value.ToString();
        // Its addresses are made local on their way back, which takes plain text.
        if (http.Request.Path == "/" + PageConfig.Key) headers.Remove("accept-encoding");
        headers["x-amzn-oidc-accesstoken"] = tokens.AccessToken;
        headers["x-amzn-oidc-identity"] = person.Sub;
        // Signed by the load balancer's own key in AWS; it is the claims that count.
        headers["x-amzn-oidc-data"] = tokens.IdToken;
        return new JsonObject
        {
            ["requestContext"] = new JsonObject { ["elb"] = new JsonObject { ["targetGroupArn"] = site.TargetGroup } },
            ["httpMethod"] = http.Request.Method, ["path"] = http.Request.Path.Value, ["queryStringParameters"] = new JsonObject(), ["headers"] = headers, ["body"] = "", ["isBase64Encoded"] = false,
        };
    }

    private async Task WriteAsync(HttpContext http, JsonObject answer)
    {
        http.Response.StatusCode = answer["statusCode"]!.GetValue<int>();
        foreach (var (name, value) in answer["headers"] as JsonObject ?? []) http.Response.Headers[name] = model.Urls.ToLocal(value!.ToString(), http.Connection.LocalPort);
        var body = answer["body"]?.ToString() ?? "";
        var bytes = answer["isBase64Encoded"]?.ToString() == "true" ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
        if (http.Request.Path == "/" + PageConfig.Key) bytes = Encoding.UTF8.GetBytes(model.Urls.ToLocal(Encoding.UTF8.GetString(bytes), http.Connection.LocalPort));
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static string Here(HttpContext http, string path) => FormattableString.Invariant($"http://localhost:{http.Connection.LocalPort}{path}");
}

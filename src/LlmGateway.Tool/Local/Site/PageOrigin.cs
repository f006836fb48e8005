using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Site;

/// <summary>A page of another origin than the gateway's is at another address here: the gateway is told the address that its CORS names, the browser hears its own.</summary>
/// <param name="name">Of the page in AWS; null: there is none, or its gateway is behind it.</param>
internal sealed class PageOrigin(string? name)
{
    public HttpContext Translate(HttpContext http)
    {
        var (origin, here) = ($"https://{name}", FormattableString.Invariant($"http://localhost:{http.Connection.LocalPort}"));
        if (name is null || http.Request.Headers.Origin != here) return http;
        http.Request.Headers.Origin = origin;
        http.Response.OnStarting(() =>
        {
            if (http.Response.Headers.AccessControlAllowOrigin == origin) http.Response.Headers.AccessControlAllowOrigin = here;
            return Task.CompletedTask;
        });
        return http;
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local;

/// <summary>
/// Whether a request may come in at all. Any page that the developer has open can send requests to this machine, and a name of the page's own can be made to mean
/// it (DNS rebinding): so the host must be this machine's or the stack's, and what changes something must not come from a foreign page.
/// </summary>
/// <param name="isNamed">Whether the stack names a host or an origin.</param>
internal sealed class LocalGuard(Predicate<string> isNamed)
{
    /// <param name="host">Of the request's address, without the port.</param>
    /// <param name="origin">The header <c>Origin</c>; null: there is none.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="isUpgrade">It asks for a WebSocket.</param>
    /// <returns>Why it is refused; null: it is not.</returns>
    public string? Refusal(string host, string? origin, string method, bool isUpgrade)
    {
        if (!IsLocal(host) && !isNamed(host)) return $"The host '{host}' is neither this machine nor one of the stack; use 127.0.0.1 or localhost.";
        if (origin is null || (!isUpgrade && method is "GET" or "HEAD" or "OPTIONS")) return null;
        if (Uri.TryCreate(origin, UriKind.Absolute, out var page) && (IsLocal(page.Host) || isNamed(page.GetLeftPart(UriPartial.Authority)))) return null;
        return $"Pages of '{origin}' may not change anything here; name the origin in the stack's CORS settings, or open the page from localhost.";
    }

    /// <summary>Answers what may not come in, and hands on what may.</summary>
    /// <param name="http">The request.</param>
    /// <param name="isOpen">Pages of any origin are let in by the stack.</param>
    /// <param name="next">Where it goes.</param>
    public Task AdmitsAsync(HttpContext http, bool isOpen, RequestDelegate next)
    {
        var request = http.Request;
        string? origin = request.Headers.Origin;
        if (Refusal(request.Host.Host, isOpen ? null : origin, request.Method, http.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0) is not { } refusal) return next(http);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(new JsonObject { ["message"] = refusal }.ToJsonString(), http.RequestAborted);
    }

    /// <summary>Names and addresses that always mean the machine itself.</summary>
    public static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

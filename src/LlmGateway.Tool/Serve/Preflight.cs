using LlmGateway.Shared;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Serve;

/// <summary>Tells a browser whether a page may call, before it calls. What it gets then carries its headers itself.</summary>
internal static class Preflight
{
    public static void Answer(HttpContext http, CorsDocument cors)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        var any = cors.Origins.Contains("*");
        string? origin = http.Request.Headers.Origin;
        var headers = http.Response.Headers;
        // Also to strangers: what one origin was told is not for another.
        headers.Vary = "origin";
        if (origin is null || (!any && !cors.Origins.Contains(origin))) return;
        headers.AccessControlAllowOrigin = any ? "*" : origin;
        headers.AccessControlAllowMethods = "GET,POST,DELETE";
        headers.AccessControlAllowHeaders = string.Join(',', CorsHeaders.Allowed);
        headers.AccessControlMaxAge = "600";
        if (cors.AllowCredentials && !any) headers.AccessControlAllowCredentials = "true";
    }
}

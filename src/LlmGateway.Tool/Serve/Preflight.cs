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
        if (origin is null || (!any && !cors.Origins.Contains(origin))) return;
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = any ? "*" : origin;
        headers.Vary = "origin";
        headers.AccessControlAllowMethods = "GET,POST";
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "600";
        if (cors.AllowCredentials && !any) headers.AccessControlAllowCredentials = "true";
    }
}

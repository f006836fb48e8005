using System.IO.Enumeration;
using LlmGateway.Tool.Local.ApiGateway;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Site;

/// <summary>The stack's first distribution, at the root of the one port: what CloudFront does with a request.</summary>
/// <param name="distribution">Null: the stack has none.</param>
/// <param name="buckets">Where its files are.</param>
/// <param name="config">What the page is told here.</param>
/// <param name="gateway">Answers what is passed on.</param>
/// <param name="model">To tell the APIs' own addresses from the page's.</param>
internal sealed class SiteService(Distribution? distribution, StackBuckets buckets, PageConfig config, ApiGatewayService gateway, StackModel model)
{
    /// <remarks>By this machine's names and the page's own: other sites whose names lead here must not read what the page is told.</remarks>
    public bool IsFor(HttpRequest request) => distribution is not null && (request.Host.Host is "localhost" or "127.0.0.1" || distribution.Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase));

    public async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var behavior = distribution!.Behaviors.First(each => FileSystemName.MatchesSimpleExpression(each.Pattern, path, ignoreCase: false));
        var origin = behavior.Origin;
        if (origin.ApiId is { } api)
        {
            // CloudFront calls the API by its own name. Where it is the only one it is found without, and a signature of the caller's stays whole.
            if (model.Apis.Count > 1) http.Request.Host = new HostString($"{api}.localhost", http.Connection.LocalPort);
            await gateway.HandleAsync(http);
            return;
        }
        // A direct call: APIs of other stages have no path of their own in the distribution.
        if (model.Apis.SelectMany(each => each.Stages).Any(stage => path.StartsWith($"/{stage.Name}/", StringComparison.Ordinal)))
        {
            await gateway.HandleAsync(http);
            return;
        }
        var response = http.Response;
        foreach (var (name, value) in behavior.Headers) response.Headers[name] = model.Urls.ToLocal(value, http.Connection.LocalPort);
        if (!behavior.Methods.Contains(http.Request.Method)) await RefuseAsync(http, "This distribution is not configured to allow the HTTP request method that was used for this request.");
        else if (origin.Bucket is null) await RefuseAsync(http, "The local run can't ask this origin.", StatusCodes.Status502BadGateway);
        else await ServeAsync(http, behavior, origin, path);
    }

    private async Task ServeAsync(HttpContext http, Behavior behavior, Origin origin, string path)
    {
        if (path == "/" && distribution!.RootObject is { } root) path = $"/{root}";
        if (behavior.HasFallback && !path[path.LastIndexOf('/')..].Contains('.', StringComparison.Ordinal)) path = "/index.html";
        var key = $"{origin.Path}{path}".TrimStart('/');
        if (!origin.IsOpen || buckets.Find(origin.Bucket!, key) is not { } file)
        {
            // S3 tells nobody what is not there who may not list the bucket.
            await RefuseAsync(http, "Access Denied");
            return;
        }
        http.Response.ContentType = file.ContentType;
        if (file.CacheControl is { } cache) http.Response.Headers.CacheControl = cache;
        var content = behavior.Compression.Apply(http, key == PageConfig.Key ? await config.LocalAsync(file.Content, http) : file.Content);
        http.Response.ContentLength = content.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(content, http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, string message, int status = StatusCodes.Status403Forbidden)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync(message, http.RequestAborted);
    }
}

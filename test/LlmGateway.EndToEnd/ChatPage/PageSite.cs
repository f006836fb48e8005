using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>Serves the built page with a configuration of the test's, where the gateway is played in the browser.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly string _folder;
    private LocalServer _server = null!;

    private PageSite(string folder) => _folder = folder;

    /// <summary>As the browser calls it: Cognito sends people back to plain http on this name alone.</summary>
    public string Origin => $"http://localhost:{_server.Endpoint.Port}";

    /// <summary>What <c>config.json</c> says.</summary>
    public JsonObject Config { get; set; } = [];

    /// <summary>Origins that the page may talk to, beside its own.</summary>
    public IReadOnlyList<string> Gateways { get; set; } = [];

    public static async Task<PageSite> StartAsync()
    {
        var site = new PageSite(await PageBuild.EnsureAsync());
        site._server = await LocalServer.StartAsync(0, site.ServeAsync, CancellationToken.None);
        return site;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/config.json")
        {
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsync(Config.ToJsonString());
            return;
        }
        var name = Path.GetFileName(path).Contains('.', StringComparison.Ordinal) ? path.TrimStart('/') : "index.html";
        var file = Path.GetFullPath(Path.Combine(_folder, name));
        if (!file.StartsWith(_folder, StringComparison.Ordinal) || !File.Exists(file))
        {
            http.Response.StatusCode = 404;
            return;
        }
        http.Response.ContentType = Types.TryGetContentType(file, out var type) ? type : "application/octet-stream";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            + $"connect-src 'self' {string.Join(' ', Gateways)}";
        http.Response.Headers["X-Content-Type-Options"] = "nosniff";
        await http.Response.SendFileAsync(file);
    }
}

using System.Globalization;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.ApiGateway.WebSocket;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Addresses that the stack has in AWS, and where the same is here: browsers are sent from one part of a stack to another by the first.</summary>
internal sealed class LocalUrls(IReadOnlyList<RestApi> apis, IReadOnlyList<SocketApi> sockets, IReadOnlyList<UserPool> pools, IReadOnlyList<string> pages, TemplateEnvironment environment)
{
    private readonly IReadOnlyList<(string Aws, string Local)> _hosts =
    [
        .. apis.Select(api => api.Id).Concat(sockets.Select(api => api.Site.Id)).Select(id => ($"{id}.execute-api.{environment.Region}.{environment.UrlSuffix}", $"{id}.localhost")),
        .. pools.Where(pool => pool.DomainHost is not null).Select(pool => (pool.DomainHost!, "localhost")),
        .. pages.Select(name => (name, "localhost")),
    ];

    /// <summary>Replaces addresses of AWS by local ones, written plainly or as the value of a query parameter.</summary>
    public string ToLocal(string text, int port)
    {
        foreach (var (aws, local) in _hosts)
        {
            var here = string.Create(CultureInfo.InvariantCulture, $"://{local}:{port}");
            text = text.Replace($"https://{aws}", $"http{here}", StringComparison.OrdinalIgnoreCase)
                .Replace($"wss://{aws}", $"ws{here}", StringComparison.OrdinalIgnoreCase)
                .Replace(Uri.EscapeDataString($"https://{aws}"), Uri.EscapeDataString($"http{here}"), StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }

    /// <summary>Whether an address is one of those that the stack names, or where it is here. Both names of this machine are the same.</summary>
    public bool Names(IReadOnlyList<string> addresses, string address, int port) => addresses.Contains(address)
        || addresses.Any(each => ToLocal(each, port) == address.Replace("http://127.0.0.1:", "http://localhost:", StringComparison.Ordinal));
}

using System.Globalization;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.Cognito;

namespace LlmGateway.Tool.Local;

/// <summary>Addresses that the stack has in AWS, and where the same is here: browsers are sent from one part of a stack to another by the first.</summary>
internal sealed class LocalUrls(IReadOnlyList<RestApi> apis, IReadOnlyList<UserPool> pools, string region, string suffix)
{
    private readonly IReadOnlyList<(string Aws, string Local)> _hosts =
    [
        .. apis.Select(api => ($"{api.Id}.execute-api.{region}.{suffix}", $"{api.Id}.localhost")),
        .. pools.Where(pool => pool.DomainHost is not null).Select(pool => (pool.DomainHost!, "localhost")),
    ];

    /// <summary>Replaces addresses of AWS by local ones, written plainly or as the value of a query parameter.</summary>
    public string ToLocal(string text, int port)
    {
        foreach (var (aws, local) in _hosts)
        {
            var here = string.Create(CultureInfo.InvariantCulture, $"http://{local}:{port}");
            text = text.Replace($"https://{aws}", here, StringComparison.OrdinalIgnoreCase)
                .Replace(Uri.EscapeDataString($"https://{aws}"), Uri.EscapeDataString(here), StringComparison.OrdinalIgnoreCase);
        }
        return text;
    }
}

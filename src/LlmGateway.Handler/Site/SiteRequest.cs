using System.Text.Json;

namespace LlmGateway.Handler.Site;

/// <summary>What the page's server reads of a load balancer's event.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">As it was asked for.</param>
/// <param name="AccessToken">Of whom the load balancer signed in; null: nobody.</param>
/// <param name="Claims">What the load balancer knows of that user, as a JWT; null: nothing.</param>
/// <param name="FetchSite">Where a browser says that the request comes from; null: no browser said it.</param>
/// <param name="TakesGzip">The answer may be compressed.</param>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html</remarks>
internal sealed record SiteRequest(string Method, string Path, string? AccessToken, string? Claims, string? FetchSite, bool TakesGzip)
{
    /// <exception cref="InvalidDataException">It is no such event.</exception>
    public static SiteRequest Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            // Set by the load balancer, and by nobody else: it replaces what a client sent, and the function answers to it alone.
            _ = root.GetProperty("requestContext"u8).GetProperty("elb"u8);
            string? Header(string name) => root.TryGetProperty("headers"u8, out var headers) && headers.TryGetProperty(name, out var value) ? value.GetString() : null;
            return new SiteRequest(
                root.GetProperty("httpMethod"u8).GetString()!, root.GetProperty("path"u8).GetString()!, Header("x-amzn-oidc-accesstoken"), Header("x-amzn-oidc-data"), Header("sec-fetch-site"),
                Header("accept-encoding")?.Split(',').Any(IsGzip) == true);
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("The event is none of a load balancer.", malformed);
        }
    }

    /// <remarks>With a weight nobody but machines asks, and gets it plain.</remarks>
    private static bool IsGzip(string coding) => coding.AsSpan().Trim().Equals("gzip", StringComparison.OrdinalIgnoreCase);
}

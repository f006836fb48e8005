using System.IO.Compression;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Site;

/// <summary>How a behavior compresses what it serves. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html</summary>
/// <param name="Brotli">Where the reader takes it.</param>
/// <param name="Gzip">Where the reader takes this alone.</param>
internal sealed record EdgeCompression(bool Brotli, bool Gzip)
{
    /// <summary>CloudFront's own policy CachingOptimized.</summary>
    private const string Optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";

    /// <summary>As quick as gzip, and smaller; which one CloudFront uses it does not say.</summary>
    private const int Quality = 5;

    private const int Least = 1_000;
    private const int Most = 10_000_000;

    /// <summary>Of CloudFront's list: those that a page has.</summary>
    private static readonly string[] Types =
    [
        "application/javascript", "application/json", "application/manifest+json", "application/xml", "image/svg+xml", "text/css", "text/html", "text/javascript", "text/markdown", "text/plain", "text/xml",
    ];

    /// <remarks>The behavior has to want it, and its cache policy has to keep an object by what the reader takes.</remarks>
    public static EdgeCompression Of(JsonObject behavior, ResolvedStack stack)
    {
        if (behavior["Compress"]?.ToString() != "true") return new EdgeCompression(Brotli: false, Gzip: false);
        var id = behavior["CachePolicyId"]?.ToString();
        if (id == Optimized) return new EdgeCompression(Brotli: true, Gzip: true);
        var policy = stack.OfType("AWS::CloudFront::CachePolicy").FirstOrDefault(each => stack.NameOf(each) == id);
        var parameters = policy is null ? null : (stack.PropertiesOf(policy)["CachePolicyConfig"] as JsonObject)?["ParametersInCacheKeyAndForwardedToOrigin"];
        return new EdgeCompression(parameters?["EnableAcceptEncodingBrotli"]?.ToString() == "true", parameters?["EnableAcceptEncodingGzip"]?.ToString() == "true");
    }

    /// <summary>What is sent in place of a file, and says so.</summary>
    public ReadOnlyMemory<byte> Apply(HttpContext http, ReadOnlyMemory<byte> content)
    {
        var type = http.Response.ContentType?.Split(';')[0];
        if (content.Length is < Least or > Most || !Types.Contains(type) || !(Brotli || Gzip)) return content;
        http.Response.Headers.Vary = "Accept-Encoding";
        var taken = http.Request.GetTypedHeaders().AcceptEncoding.Where(each => each.Quality is not 0).Select(each => each.Value.Value).ToList();
        var chosen = Brotli && taken.Contains("br") ? "br" : Gzip && taken.Contains("gzip") ? "gzip" : null;
        if (chosen is null) return content;
        http.Response.Headers.ContentEncoding = chosen;
        using var output = new MemoryStream();
        using (Stream compressed = chosen == "br" ? new BrotliStream(output, new BrotliCompressionOptions { Quality = Quality }, leaveOpen: true) : new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
            compressed.Write(content.Span);
        return output.ToArray();
    }
}

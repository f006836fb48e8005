using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>What a signature covers, exactly as it came over the wire.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Target">Path and query, percent-encoding untouched: a decoded path could not be verified.</param>
/// <param name="Headers">All of them.</param>
/// <param name="Body">Whole: its hash is signed.</param>
internal sealed record SignedRequest(string Method, string Target, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The path as sent.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The query as sent, without the question mark.</summary>
    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    /// <summary>Takes a request whose body was read already.</summary>
    public static SignedRequest From(HttpContext context, ReadOnlyMemory<byte> body) =>
        new(context.Request.Method, RawTarget(context), context.Request.Headers, body);

    private static string RawTarget(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // A proxy-style request line carries the whole URL.
        return target.StartsWith('/') ? target : new Uri(target).PathAndQuery;
    }
}

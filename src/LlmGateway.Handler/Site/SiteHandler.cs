using LlmGateway.Core.Aws;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Site;

/// <summary>The role <c>site</c>: the chat page's files from its bucket, to people whom a load balancer signed in, and the token of each to that one's own page.</summary>
/// <param name="s3">Where the files are.</param>
/// <param name="document">Which bucket.</param>
/// <param name="time">To say how long a token lives.</param>
/// <param name="log">Tells of what goes wrong.</param>
internal sealed class SiteHandler(AwsHttp s3, SiteDocument document, TimeProvider time, JsonLog log) : IInvocationHandler
{
    private const string Index = "/index.html";
    private const string NotKept = "no-store";
    private const string PlainText = "text/plain; charset=utf-8";

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var request = SiteRequest.Read(invocation.Event);
        await response.SendAsync(await AnswerAsync(request, cancellationToken), cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(SiteRequest request, CancellationToken cancellationToken)
    {
        if (request.Method is not ("GET" or "HEAD")) return Say("405 Method Not Allowed", "GET and HEAD alone.");
        if (request.Path == PageContract.Session) return Session(request);
        // A path whose last part has no dot is a place inside the page.
        var path = request.Path[request.Path.LastIndexOf('/')..].Contains('.', StringComparison.Ordinal) ? request.Path : Index;
        using var file = await s3.GetAsync($"/{document.Bucket}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", cancellationToken);
        if (file.IsSuccessStatusCode)
        {
            var content = request.Method == "GET" ? await file.Content.ReadAsByteArrayAsync(cancellationToken) : [];
            return SiteReply.OfFile(document, file.Content.Headers.ContentType?.ToString() ?? "application/octet-stream", file.Headers.CacheControl?.ToString() ?? NotKept, content, request.TakesGzip);
        }
        // S3 tells nobody what is not there who may not list the bucket.
        if ((int)file.StatusCode is not (403 or 404)) log.Write(LogLevel.Error, FormattableString.Invariant($"S3 answered {(int)file.StatusCode} for {path}"));
        return Say("404 Not Found", "There is no such file.");
    }

    /// <summary>The user's own token, to the user's own page: other sites can't read the answer, and are not given one.</summary>
    private ReadOnlyMemory<byte> Session(SiteRequest request)
    {
        if (request.FetchSite is not (null or "same-origin" or "none")) return Say("403 Forbidden", "The page alone asks for its token.");
        if (request.AccessToken is not { Length: > 0 } token) return Say("401 Unauthorized", "Nobody is signed in.");
        return SiteReply.Of(document, "200 OK", "application/json", NotKept, SignedInUser.Describe(token, request.Claims, time.GetUtcNow()).Span);
    }

    private ReadOnlyMemory<byte> Say(string status, string text) => SiteReply.Of(document, status, PlainText, NotKept, System.Text.Encoding.UTF8.GetBytes(text));
}

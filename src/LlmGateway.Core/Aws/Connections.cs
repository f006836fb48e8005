namespace LlmGateway.Core.Aws;

/// <summary>The pool of HTTP connections that a process shares.</summary>
public static class Connections
{
    /// <summary>A pool for streams that may be silent for minutes: only connecting has a time limit; requests have their callers'.</summary>
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Longer than a lull between requests, shorter than what load balancers close on their own.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    });
}

namespace LlmGateway.Benchmarks.Answers;

/// <summary>Makes a server on this machine as far away as one in AWS: each request waits before it is sent.</summary>
internal sealed class SlowRoad(TimeSpan delay) : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (delay > TimeSpan.Zero) await Task.Delay(delay, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}

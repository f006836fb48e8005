using System.Net.Http.Headers;

namespace LlmGateway.Core.Aws;

/// <summary>Sends signed requests to one service in one region, on connections that all share.</summary>
/// <param name="http">Pooled connections; not disposed here.</param>
/// <param name="endpoint">Where to.</param>
/// <param name="credentials">Of the SDK's chain.</param>
/// <param name="bearer">A Bedrock API key, sent instead of a signature; null: sign.</param>
/// <param name="time">For the signature's date.</param>
internal sealed class AwsHttp(HttpMessageInvoker http, AwsEndpoint endpoint, AwsCredentialChain credentials, string? bearer, TimeProvider time)
{
    // Percent-encoded ids must arrive as they were signed.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly SigV4Signer _signer = new(endpoint.Region, endpoint.SigningName, time);

    public AwsEndpoint Endpoint => endpoint;

    /// <summary>Posts a body and returns once the response's headers are in.</summary>
    /// <param name="path">Absolute and percent-encoded.</param>
    /// <param name="body">What to send.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="target">For <c>x-amz-target</c>; null: none.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    public async Task<HttpResponseMessage> PostAsync(string path, ReadOnlyMemory<byte> body, string contentType, string? target, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, UriOf(path))
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };
        if (target is not null) request.Headers.TryAddWithoutValidation("x-amz-target", target);
        return await SendAsync(request, body, cancellationToken);
    }

    /// <summary>Asks for something, and returns once the response's headers are in.</summary>
    /// <param name="path">Absolute and percent-encoded.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, UriOf(path)), default, cancellationToken);

    /// <summary>Sends a body by any method, and returns once the response's headers are in.</summary>
    /// <param name="method">Such as PUT.</param>
    /// <param name="path">Absolute and percent-encoded.</param>
    /// <param name="body">What to send.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, UriOf(path));
        if (!body.IsEmpty) request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        return SendAsync(request, body, cancellationToken);
    }

    private Uri UriOf(string path) => new(endpoint.Url.GetLeftPart(UriPartial.Authority) + path, AsWritten);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (endpoint.Host is { } host) request.Headers.Host = host;
        if (bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        }
        else
        {
            var signer = await credentials.GetAsync();
            _signer.Sign(request, body.Span, signer);
        }
        return await http.SendAsync(request, cancellationToken);
    }
}

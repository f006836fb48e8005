using Amazon.Runtime;
using LlmGateway.Core.Aws;

namespace LlmGateway.Client;

/// <summary>How a client shows who it is.</summary>
public abstract class GatewayCredential
{
    private protected GatewayCredential()
    {
    }

    /// <summary>Nothing: for gateways that are <c>Public</c> by name.</summary>
    public static GatewayCredential None { get; } = new Headers([]);

    /// <summary>An API key of the gateway's usage plan, in <c>x-api-key</c>.</summary>
    /// <param name="key">Its value.</param>
    public static GatewayCredential ApiKey(string key) => new Headers([new("x-api-key", key)]);

    /// <summary>A token, in <c>Authorization: Bearer</c>.</summary>
    /// <param name="token">Such as an access token of Cognito.</param>
    public static GatewayCredential Bearer(string token) => new Headers([new("Authorization", $"Bearer {token}")]);

    /// <summary>AWS credentials: requests and connections are signed with Signature Version 4.</summary>
    /// <param name="credentials">Whose.</param>
    /// <param name="region">Of the gateway, such as <c>eu-west-1</c>.</param>
    public static GatewayCredential Iam(AWSCredentials credentials, string region) => new Signature(credentials, region);

    /// <summary>Adds to a request what it needs.</summary>
    internal abstract Task ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body);

    private sealed class Headers(IReadOnlyList<KeyValuePair<string, string>> headers) : GatewayCredential
    {
        internal override Task ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body)
        {
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return Task.CompletedTask;
        }
    }

    private sealed class Signature(AWSCredentials credentials, string region) : GatewayCredential
    {
        private readonly SigV4Signer _signer = new(region, "execute-api", TimeProvider.System);

        internal override async Task ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body)
        {
            var signer = await credentials.GetCredentialsAsync().ConfigureAwait(false);
            _signer.Sign(request, body.Span, signer);
        }
    }
}

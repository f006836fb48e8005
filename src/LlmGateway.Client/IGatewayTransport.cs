namespace LlmGateway.Client;

/// <summary>A way to a gateway.</summary>
internal interface IGatewayTransport : IAsyncDisposable
{
    IAsyncEnumerable<GatewayFrame> AskAsync(GatewayPrompt prompt, string requestId, CancellationToken cancellationToken);
}

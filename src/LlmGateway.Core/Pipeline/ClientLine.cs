namespace LlmGateway.Core.Pipeline;

/// <summary>The way back to the client, whose failures are told apart from our own: each host has exceptions of its own for a line that broke.</summary>
internal sealed class ClientLine(IGatewayHttpResponse response) : IGatewayHttpResponse
{
    public async ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        try
        {
            await response.StartAsync(status, headers, cancellationToken);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClientLineException(broken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await response.WriteAsync(data, cancellationToken);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClientLineException(broken);
        }
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await response.EndAsync(cancellationToken);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClientLineException(broken);
        }
    }
}

/// <summary>The client can't be reached any more, and the host had not noticed before.</summary>
internal sealed class ClientLineException(Exception cause) : Exception("The line to the client broke.", cause);

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmGateway.Handler.Runtime;

/// <summary>Where the Runtime API listens: <c>AWS_LAMBDA_RUNTIME_API</c>, for example <c>127.0.0.1:9001</c>.</summary>
internal sealed record RuntimeApiEndpoint(string Host, int Port)
{
    /// <exception cref="RuntimeApiException">The variable is missing or is no <c>host:port</c>.</exception>
    public static RuntimeApiEndpoint Parse(string? hostAndPort)
    {
        if (string.IsNullOrEmpty(hostAndPort))
            throw new RuntimeApiException("AWS_LAMBDA_RUNTIME_API is not set: this program runs inside AWS Lambda, or under `llm-gateway local`.");
        var colon = hostAndPort.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new RuntimeApiException($"AWS_LAMBDA_RUNTIME_API is '{hostAndPort}', not host:port.");
        return new(hostAndPort[..colon], port);
    }

    /// <exception cref="RuntimeApiException">Nobody listens there.</exception>
    public async ValueTask<RuntimeApiConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var literal = IPAddress.TryParse(Host, out var address);
        var socket = literal ? new Socket(address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Each write is a token on its way to a reader: none waits for the next.
            socket.NoDelay = true;
            if (literal) await socket.ConnectAsync(new IPEndPoint(address!, Port), cancellationToken);
            else await socket.ConnectAsync(Host, Port, cancellationToken);
            return new RuntimeApiConnection(new NetworkStream(socket, ownsSocket: true));
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new RuntimeApiException($"The Runtime API at {this} cannot be reached: {refused.Message}", refused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}

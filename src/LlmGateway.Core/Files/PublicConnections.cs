using System.Net;
using System.Net.Sockets;

namespace LlmGateway.Core.Files;

/// <summary>
/// Connections to public addresses alone. A name is resolved here, once, and the very address that was checked is the one that is connected to:
/// a name that means another address a moment later gains nothing.
/// </summary>
internal static class PublicConnections
{
    /// <param name="loopback">This machine is allowed, too. For tests; the host's decision, never a request's.</param>
    /// <param name="resolve">Null: by DNS.</param>
    public static HttpMessageInvoker Create(bool loopback = false, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        resolve ??= static (host, token) => Dns.GetHostAddressesAsync(host, token);
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, loopback, resolve, token),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 32,
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would do the connecting, and it may reach what strangers may not.
            UseProxy = false,
            ActivityHeadersPropagator = null,
        });
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, bool loopback, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(to.Host, out var literal) ? [literal] : await resolve(to.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => PublicAddresses.Contains(address) || (loopback && IPAddress.IsLoopback(address)));
        if (allowed.Length == 0) throw new AddressNotPublicException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name or number leads to no public address.</summary>
internal sealed class AddressNotPublicException() : Exception("No public address.");

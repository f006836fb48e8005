using System.Net.WebSockets;
using System.Text.Json;

namespace LlmGateway.Client.Sockets;

/// <summary>One WebSocket: JSON out, in frames of the size that API Gateway takes, and JSON in.</summary>
internal sealed class SocketLine : IDisposable
{
    private const int MostInFrame = 32 * 1024;
    public const string Throttled = "throttled";
    private const string Subprotocol = "llm-gateway.v1";

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="GatewayException">The gateway does not let this client in: trying again helps only where it is <see cref="Throttled"/>.</exception>
    /// <exception cref="WebSocketException">It can't be reached.</exception>
    public static async Task<SocketLine> ConnectAsync(Uri endpoint, GatewayCredential credential, CancellationToken cancellationToken)
    {
        var line = new SocketLine();
        try
        {
            var uri = new UriBuilder(endpoint) { Scheme = endpoint.Scheme == "wss" ? "https" : "http" }.Uri;
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            await credential.ApplyAsync(request, default).ConfigureAwait(false);
            foreach (var (name, values) in request.Headers) line._socket.Options.SetRequestHeader(name, string.Join(",", values));
            line._socket.Options.AddSubProtocol(Subprotocol);
            line._socket.Options.CollectHttpResponseDetails = true;
            // API Gateway ignores WebSocket pings; messages keep a connection.
            line._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await line._socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return line;
        }
        catch (WebSocketException refused) when (line._socket.HttpStatusCode is { } status and not 0 && (int)status is >= 400 and < 500)
        {
            line.Dispose();
            throw new GatewayException((int)status == 429 ? Throttled : ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), $"The gateway did not let this client in: {(int)status} {status}.", innerException: refused);
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var left = json;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            do
            {
                var frame = left[..Math.Min(left.Length, MostInFrame)];
                left = left[frame.Length..];
                await _socket.SendAsync(frame, WebSocketMessageType.Text, left.IsEmpty, cancellationToken).ConfigureAwait(false);
            }
            while (!left.IsEmpty);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>Null: the other end closed the connection.</returns>
    public async Task<JsonDocument?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage) return JsonDocument.Parse(message.GetBuffer().AsMemory(0, (int)message.Length).ToArray());
        }
    }

    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            if (_socket.State == WebSocketState.Open) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException)
        {
            _socket.Abort();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _turn.Dispose();
    }
}

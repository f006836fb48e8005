using System.Net.WebSockets;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>An open connection: messages in, messages out, and API Gateway's limits on both.</summary>
internal sealed class SocketConnection : IAsyncDisposable
{
    private readonly System.Net.WebSockets.WebSocket _socket;
    private readonly FrameGuard _guard;
    private readonly SocketLimits _limits;
    private readonly ITimer _idle;
    private readonly ITimer _duration;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeProvider _time;

    public SocketConnection(string id, ApiRequest connect, System.Net.WebSockets.WebSocket socket, FrameGuard guard, SocketLimits limits, TimeProvider time)
    {
        (Id, Connect, _socket, _guard, _limits, _time) = (id, connect, socket, guard, limits, time);
        ConnectedAt = LastActiveAt = time.GetUtcNow();
        _idle = time.CreateTimer(_ => _ = CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "Going away"), null, limits.Idle, Timeout.InfiniteTimeSpan);
        _duration = time.CreateTimer(_ => _ = CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "Going away"), null, limits.Duration, Timeout.InfiniteTimeSpan);
    }

    public string Id { get; }

    /// <summary>The request that opened it, with what is known of its caller.</summary>
    public ApiRequest Connect { get; }

    public DateTimeOffset ConnectedAt { get; }
    public DateTimeOffset LastActiveAt { get; private set; }

    /// <returns>Null: the connection has ended.</returns>
    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
                    return null;
                }
                message.Write(buffer, 0, received.Count);
                if (_guard.Exceeded || message.Length > SocketLimits.MostInMessage)
                {
                    await CloseAsync(WebSocketCloseStatus.MessageTooBig, "Message too long");
                    return null;
                }
                if (!received.EndOfMessage) continue;
                Touch();
                return System.Text.Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            }
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <returns>False: the connection is gone.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_socket.State != WebSocketState.Open) return false;
            while (true)
            {
                var frame = message[..Math.Min(message.Length, SocketLimits.MostInFrame)];
                message = message[frame.Length..];
                await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: message.IsEmpty, cancellationToken);
                if (message.IsEmpty) break;
            }
            Touch();
            return true;
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task CloseAsync(WebSocketCloseStatus status, string why)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync(status, why, patience.Token);
            // A client that does not say goodbye in turn is cut.
            if (_socket.State == WebSocketState.CloseSent && status != WebSocketCloseStatus.NormalClosure) _socket.Abort();
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync();
        await _duration.DisposeAsync();
        _socket.Dispose();
        await _guard.DisposeAsync();
    }

    private void Touch()
    {
        LastActiveAt = _time.GetUtcNow();
        _idle.Change(_limits.Idle, Timeout.InfiniteTimeSpan);
    }
}

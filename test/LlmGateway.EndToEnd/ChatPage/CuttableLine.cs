using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>A network between the page and its gateway, which can fail: connections pass through until they are cut, and none is made while it is down.</summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> _lines = new();
    private readonly CancellationTokenSource _end = new();
    private readonly int _to;
    private volatile bool _down;

    private CuttableLine(int to) => _to = to;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static CuttableLine Start(int to)
    {
        var line = new CuttableLine(to);
        line._listener.Start();
        _ = line.AcceptAsync();
        return line;
    }

    /// <summary>Drops all connections, as a network does: nobody says goodbye.</summary>
    public void Cut(bool stayDown = false)
    {
        _down = stayDown;
        foreach (var (near, far) in _lines)
        {
            near.Close(0);
            far.Close(0);
        }
        _lines.Clear();
    }

    public void Restore() => _down = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut(stayDown: true);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        // The sockets themselves: a client that was disposed has none any more.
        var socket = near.Client;
        using var far = new TcpClient();
        try
        {
            if (_down) return;
            await far.ConnectAsync(IPAddress.Loopback, _to, _end.Token);
            _lines[socket] = far.Client;
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), _end.Token), far.GetStream().CopyToAsync(near.GetStream(), _end.Token));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut: that is what it is for.
        }
        finally
        {
            _lines.TryRemove(socket, out _);
            near.Dispose();
        }
    }
}

using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>A stream that says something at least every 15 s, so that nothing between us and the client takes silence for death.</summary>
/// <param name="response">Where it goes.</param>
/// <param name="time">Null: the answer is not streamed, and nothing is said in between.</param>
internal sealed class LiveLine(IGatewayHttpResponse response, TimeProvider? time) : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ITimer? _timer;
    private bool _closed;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await response.WriteAsync(data, cancellationToken);
            Rewind();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _closed = true;
        if (_timer is not null) await _timer.DisposeAsync();
        _turn.Release();
    }

    private void Rewind()
    {
        if (time is null) return;
        _timer ??= time.CreateTimer(static line => _ = ((LiveLine)line!).SayAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Silence, Timeout.InfiniteTimeSpan);
    }

    private async Task SayAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_closed) return;
            await response.WriteAsync(ServerSentEvents.KeepAlive, CancellationToken.None);
            Rewind();
        }
#pragma warning disable CA1031 // The next real write fails on the same line, and is the one to report.
        catch (Exception)
#pragma warning restore CA1031
        {
            _closed = true;
        }
        finally
        {
            _turn.Release();
        }
    }
}

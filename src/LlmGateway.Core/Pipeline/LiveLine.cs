namespace LlmGateway.Core.Pipeline;

/// <summary>A stream that says something at least every 15 s, so that nothing between us and the client takes silence for death.</summary>
/// <param name="response">Where it goes.</param>
/// <param name="time">Null: the answer is not streamed, and nothing is said in between.</param>
/// <param name="keepAlive">What is said; empty: nothing.</param>
/// <param name="cancellationToken">Ends a keep-alive that nobody takes.</param>
internal sealed class LiveLine(IGatewayHttpResponse response, TimeProvider? time, ReadOnlyMemory<byte> keepAlive, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>How long a line may be silent.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ITimer? _timer;
    private bool _closed;

    /// <summary>The headers are out: from here on the line is never silent for long.</summary>
    public void Begin()
    {
        if (time is null || keepAlive.IsEmpty) return;
        _timer = time.CreateTimer(static line => _ = ((LiveLine)line!).SayAsync(), this, Silence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The headers are out though there is no answer yet.</summary>
    public async ValueTask BeginSilentAsync()
    {
        Begin();
        await SayAsync();
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data)
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

    private void Rewind() => _timer?.Change(Silence, Timeout.InfiniteTimeSpan);

    private async Task SayAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_closed) return;
            await response.WriteAsync(keepAlive, cancellationToken);
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

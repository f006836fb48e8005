namespace LlmGateway.Core.Requests;

/// <summary>Looks at a running request's item five times a second: whether it is to stop, or to go on elsewhere. What fails is looked at again.</summary>
internal sealed class RequestWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _cancel = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="table">Where the request is.</param>
    /// <param name="key">Of it.</param>
    /// <param name="changed">Told of each look; null: only a cancel matters.</param>
    /// <param name="time">The clock.</param>
    public RequestWatch(RequestTable table, RequestKey key, Func<RequestRecord, Task>? changed, TimeProvider time) =>
        _loop = LookAsync(table, key, changed, time);

    /// <summary>The request was cancelled.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>As if its caller had cancelled it.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <summary>No look is under way when this is done.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _cancel.Dispose();
    }

    private async Task LookAsync(RequestTable table, RequestKey key, Func<RequestRecord, Task>? changed, TimeProvider time)
    {
        var begun = time.GetUtcNow();
        try
        {
            while (true)
            {
                await Task.Delay(Pause, time, _stop.Token);
                await TryLookAsync(table, key, begun, changed);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The answer is complete.
        }
    }

    private async Task TryLookAsync(RequestTable table, RequestKey key, DateTimeOffset begun, Func<RequestRecord, Task>? changed)
    {
        try
        {
            if (await table.FindAsync(key, _stop.Token) is not { } record) return;
            if (record.IsCancelled(begun) && !_cancel.IsCancellationRequested)
            {
                await _cancel.CancelAsync();
                await table.HearAsync(key, CancellationToken.None);
            }
            if (changed is not null) await changed(record);
        }
#pragma warning disable CA1031 // Throttled or unreachable: the next look is in a moment.
        catch (Exception) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return;
        }
    }
}

using LlmGateway.Core.Requests;
using LlmGateway.Core.Sockets;

namespace LlmGateway.Handler.WebSocket;

/// <summary>
/// What runs beside an answer: its frames are sent and kept, its request is watched for a cancel or a resume. At its end the log is written first and the
/// request closed after: whoever resumes meets either this worker, or all of the log.
/// </summary>
internal sealed class LiveAnswer : IAsyncDisposable
{
    private readonly SocketServices _services;
    private readonly RequestKey _key;
    private readonly AnswerFrames _frames;
    private readonly string _connectionId;
    private readonly bool _cancelOnDisconnect;
    private readonly FrameKeeper _keeper;
    private readonly RequestWatch _watch;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopKeeping = new();
    private readonly Task _sending;
    private readonly Task _keeping;
    private int _resumes;

    public LiveAnswer(
        SocketServices services, RequestKey key, AnswerFrames frames, string connectionId, bool cancelOnDisconnect, Action<Exception> failed, TimeProvider time)
    {
        (_services, _key, _frames, _connectionId, _cancelOnDisconnect) = (services, key, frames, connectionId, cancelOnDisconnect);
        _keeper = new FrameKeeper(key, frames, services.Log, failed, time);
        _watch = new RequestWatch(services.Requests, key, LookAsync, time);
        if (cancelOnDisconnect) frames.Gone += _watch.Cancel;
        _sending = frames.RunAsync(_stop.Token);
        _keeping = _keeper.RunAsync(_stopKeeping.Token);
    }

    /// <summary>The caller wants no more of it.</summary>
    public CancellationToken Cancelled => _watch.Cancelled;

    public void Cancel() => _watch.Cancel();

    /// <summary>Sends what is left, keeps it, and closes the request.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _sending;
        // From here on nothing happens beside this.
        await StopAsync();
        await _keeper.KeepAsync();
        while (true)
        {
            await _frames.RunAsync(cancellationToken);
            var (seq, last) = _frames.Last!.Value;
            if (await _services.Requests.EndAsync(_key, _resumes, seq, last, cancellationToken)) return;
            // Somebody resumed in between, and got nothing from the log: that is ours to send.
            if (await _services.Requests.FindAsync(_key, cancellationToken) is not { LastFrame: null } record) return;
            Follow(record);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _stop.CancelAsync();
        // How it ended is known already, or told by what made us end here.
        await Task.WhenAny(_sending);
        await _watch.DisposeAsync();
        _stop.Dispose();
        _stopKeeping.Dispose();
    }

    private async Task StopAsync()
    {
        if (_cancelOnDisconnect) _frames.Gone -= _watch.Cancel;
        await _watch.StopAsync();
        await _stopKeeping.CancelAsync();
        await _keeping;
    }

    private async Task LookAsync(RequestRecord record)
    {
        Follow(record);
        if (_cancelOnDisconnect && _resumes == 0 && await _services.Connections.FindAsync(_connectionId, _stop.Token) is not { IsGone: false }) _watch.Cancel();
    }

    /// <summary>Sends frames where the request was resumed.</summary>
    public void Follow(RequestRecord record)
    {
        if (record.Resumes == _resumes || record.ConnectionId is not { } connection) return;
        _resumes = record.Resumes;
        _frames.Redirect(connection, record.AfterSeq);
    }
}

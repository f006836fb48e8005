using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Client.Sockets;

/// <summary>Asks a WebSocket gateway over one connection, which is made anew when it drops: running answers go on where they were.</summary>
internal sealed class SocketTransport(Uri endpoint, GatewayCredential credential, LlmGatewayClientOptions options) : IGatewayTransport
{
    private static readonly byte[] Ping = """{"action":"ping"}"""u8.ToArray();
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, PendingAnswer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PendingUpload> _uploads = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private SocketLine? _line;
    private Timer? _pings;

    public async IAsyncEnumerable<GatewayFrame> AskAsync(GatewayPrompt prompt, string requestId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var message = NativeWire.Write(prompt, requestId);
        message["action"] = "sendmessage";
        if (PromptUpload.IsNeeded(message))
        {
            message.Remove("prompt");
            message["prompt_upload_id"] = requestId;
            await UploadAsync(new PromptUpload(requestId, prompt.Text), cancellationToken).ConfigureAwait(false);
        }
        // Before the answer is expected: what can't be reached is told as it is, and not tried again unseen.
        await LineAsync(cancellationToken).ConfigureAwait(false);
        var answer = _answers[requestId] = new PendingAnswer(NativeWire.Bytes(message));
        try
        {
            await SendAsync(answer.Question, cancellationToken).ConfigureAwait(false);
            while (await MoreAsync(requestId, answer, cancellationToken).ConfigureAwait(false))
                while (answer.Frames.TryRead(out var frame)) yield return frame;
        }
        finally
        {
            // Left early, by a token or by a reader that has enough: nobody waits for the rest.
            if (_answers.TryRemove(requestId, out _) && !answer.Frames.Completion.IsCompleted) await TryCancelAsync(requestId).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_pings is not null) await _pings.DisposeAsync().ConfigureAwait(false);
        await _connecting.WaitAsync().ConfigureAwait(false);
        if (_line is { } line)
        {
            await line.CloseAsync().ConfigureAwait(false);
            line.Dispose();
        }
        FailAll(new ObjectDisposedException(nameof(LlmGatewayClient)));
        _connecting.Dispose();
        _closing.Dispose();
    }

    /// <summary>Waits for more of an answer. After a silence the rest is asked for again: a frame, or the question itself, may have been lost on a line that still stands.</summary>
    private async Task<bool> MoreAsync(string requestId, PendingAnswer answer, CancellationToken cancellationToken)
    {
        var more = answer.Frames.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                return await more.WaitAsync(options.AskAgainAfter, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!more.IsCompleted)
            {
                await TryResumeAsync(requestId, answer, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TryResumeAsync(string requestId, PendingAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            await ResumeAsync(requestId, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or GatewayException or ObjectDisposedException or InvalidOperationException)
        {
            // The line is down: whoever reads from it makes another, and asks for the rest.
            return;
        }
    }

    private Task ResumeAsync(string requestId, PendingAnswer answer, CancellationToken cancellationToken)
    {
        answer.IsResuming = true;
        return SendAsync(NativeWire.Bytes(new JsonObject { ["action"] = "resume", ["request_id"] = requestId, ["after_seq"] = answer.LastSequence }), cancellationToken);
    }

    private async Task UploadAsync(PromptUpload upload, CancellationToken cancellationToken)
    {
        var pending = _uploads[upload.Id] = new PendingUpload();
        try
        {
            foreach (var part in upload.Messages())
            {
                pending.Sent.Add(part);
                await SendAsync(part, cancellationToken).ConfigureAwait(false);
            }
            while (!await pending.IsCompleteAsync(options.AskAgainAfter, cancellationToken).ConfigureAwait(false)) await TrySendAgainAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _uploads.TryRemove(upload.Id, out _);
        }
    }

    /// <summary>A part or its receipt was lost on a line that still stands; a part that comes twice is the same as once.</summary>
    private async Task TrySendAgainAsync(PendingUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var part in upload.Sent) await SendAsync(part, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or GatewayException or ObjectDisposedException or InvalidOperationException)
        {
            // The line is down: whoever reads from it makes another, and sends all parts.
            return;
        }
    }

    private async Task TryCancelAsync(string requestId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await SendAsync(NativeWire.Bytes(new JsonObject { ["action"] = "cancel", ["request_id"] = requestId }), patience.Token).ConfigureAwait(false);
        }
        catch (Exception unreachable) when (unreachable is WebSocketException or OperationCanceledException or GatewayException or ObjectDisposedException)
        {
            // The line is down: the gateway finishes the answer, or cancels it, as its owner chose.
            return;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var line = await LineAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await line.SendAsync(message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception broken) when (attempt < 3 && broken is WebSocketException or ObjectDisposedException or InvalidOperationException)
            {
                Drop(line);
            }
        }
    }

    private async Task<SocketLine> LineAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(LlmGatewayClient));
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _line ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<SocketLine> OpenAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var line = await ConnectAsync(either.Token).ConfigureAwait(false);
        _pings ??= new Timer(_ => _ = PingAsync(), null, options.PingEvery, options.PingEvery);
        _ = ReadAsync(line);
        return line;
    }

    /// <summary>A gateway that is asked too often is asked again, for as long as a dropped line is.</summary>
    private async Task<SocketLine> ConnectAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await SocketLine.ConnectAsync(endpoint, credential, cancellationToken).ConfigureAwait(false);
            }
            catch (GatewayException busy) when (busy.Code == SocketLine.Throttled && TimeProvider.System.GetElapsedTime(began) < options.ReconnectFor)
            {
                await Task.Delay(pause / 2 + pause / 2 * Random.Shared.NextDouble(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PingAsync()
    {
        try
        {
            if (_line is { } line) await line.SendAsync(Ping, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever reads from the line sees that it is down.
            return;
        }
    }

    private async Task ReadAsync(SocketLine line)
    {
        try
        {
            while (await line.ReceiveAsync(_closing.Token).ConfigureAwait(false) is { } message)
                using (message) Dispatch(message.RootElement);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or ObjectDisposedException or JsonException)
        {
            // What it was matters less than that the line is down, which is mended below.
        }
        Drop(line);
        if (!_closing.IsCancellationRequested && (!_answers.IsEmpty || !_uploads.IsEmpty)) await ReconnectAsync().ConfigureAwait(false);
    }

    private void Dispatch(JsonElement json)
    {
        if (NativeWire.Text(json, "upload_id") is { } upload)
        {
            if (_uploads.TryGetValue(upload, out var pending)) pending.Received(json.GetProperty("received").GetInt32() == json.GetProperty("of").GetInt32());
            return;
        }
        var id = NativeWire.Text(json, "request_id") ?? "";
        if (!_answers.TryGetValue(id, out var answer)) return;
        try
        {
            if (answer.Take(NativeWire.Read(json))) _answers.TryRemove(id, out _);
        }
        catch (GatewayException unknown) when (unknown.Code == "invalid_request" && answer.LastSequence < 0 && answer.IsResuming)
        {
            // The line dropped before the gateway had the question.
            answer.IsResuming = false;
            _ = SendAgainAsync(answer);
        }
        catch (GatewayException error)
        {
            answer.Fail(error);
            _answers.TryRemove(id, out _);
        }
    }

    private async Task SendAgainAsync(PendingAnswer answer)
    {
        try
        {
            await SendAsync(answer.Question, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is WebSocketException or OperationCanceledException or GatewayException or ObjectDisposedException)
        {
            answer.Fail(failed);
        }
    }

    /// <summary>Connects again, and asks for the rest of each running answer.</summary>
    private async Task ReconnectAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(options.ReconnectFor);
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await LineAsync(patience.Token).ConfigureAwait(false);
                foreach (var part in _uploads.Values.SelectMany(upload => upload.Sent).ToList()) await SendAsync(part, patience.Token).ConfigureAwait(false);
                foreach (var (id, answer) in _answers) await ResumeAsync(id, answer, patience.Token).ConfigureAwait(false);
                return;
            }
            catch (WebSocketException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(pause, CancellationToken.None).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception final) when (final is GatewayException or OperationCanceledException or WebSocketException or ObjectDisposedException)
            {
                FailAll(new GatewayException("connection_lost", "The connection dropped in the middle of the answer and could not be made again.", innerException: final));
                return;
            }
        }
    }

    private void Drop(SocketLine line)
    {
        if (Interlocked.CompareExchange(ref _line, null, line) == line) line.Dispose();
    }

    private void FailAll(Exception error)
    {
        foreach (var answer in _answers.Values) answer.Fail(error);
        foreach (var upload in _uploads.Values) upload.Complete.TrySetException(error);
    }

    /// <summary>Parts that were sent, until all of them are there.</summary>
    private sealed class PendingUpload
    {
        private int _heard;

        public ConcurrentBag<byte[]> Sent { get; } = [];
        public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Received(bool all)
        {
            Interlocked.Exchange(ref _heard, 1);
            if (all) Complete.TrySetResult();
        }

        /// <returns>False: nothing was heard for so long.</returns>
        public async Task<bool> IsCompleteAsync(TimeSpan silence, CancellationToken cancellationToken)
        {
            while (true)
            {
                Interlocked.Exchange(ref _heard, 0);
                try
                {
                    await Complete.Task.WaitAsync(silence, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (TimeoutException) when (!Complete.Task.IsCompleted)
                {
                    if (Interlocked.CompareExchange(ref _heard, 0, 0) == 0) return false;
                }
            }
        }
    }
}

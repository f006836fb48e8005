namespace LlmGateway.Handler.Runtime;

/// <summary>
/// The way back of one invocation: one buffered payload, or a stream. The connection is watched meanwhile; when the Runtime API
/// closes it under a stream, or resets it at any time, nobody waits for the answer any more and <see cref="Gone"/> is cancelled.
/// </summary>
internal sealed class InvocationResponse(RuntimeApiClient client, string invocationId, CancellationToken stopping) : IDisposable
{
    /// <summary>Pieces up to this size are copied, and leave in one packet together with their framing.</summary>
    private const int LargestCopy = 16 * 1024;

    private static readonly byte[] EndOfChunk = "\r\n"u8.ToArray();
    private readonly CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock gate = new();
    private RuntimeApiConnection? connection;
    private State state = State.Unanswered;
    private bool closedWhileIdle;
    private bool brokenOff;

    private enum State
    {
        Unanswered,
        Streaming,
        Ended,
    }

    /// <summary>Nobody waits for the answer any more, or the process is told to stop.</summary>
    public CancellationToken Gone => gone.Token;

    /// <summary>The other side hung up: there is nobody to tell anything.</summary>
    public bool IsHungUp { get; private set; }

    /// <summary>The status by which the Runtime API took, or refused, the answer. Null: it was not asked yet.</summary>
    public int? Status { get; private set; }

    /// <summary>Begins to watch the connection that the invocation came by.</summary>
    public void Watch()
    {
        connection = client.Connection;
        if (connection is not null) _ = NoticeEndAsync(connection);
    }

    /// <summary>Sends the whole answer at once.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        MoveTo(State.Ended);
        Wire.WriteResponse(client.NewRequest(), client.Endpoint, invocationId, payload.Span);
        await ExchangeAsync(cancellationToken);
    }

    /// <summary>Begins a stream.</summary>
    /// <param name="prelude">What API Gateway needs before the body: metadata and delimiter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask StartStreamAsync(ReadOnlyMemory<byte> prelude, CancellationToken cancellationToken)
    {
        MoveTo(State.Streaming);
        if (closedWhileIdle || connection is null)
        {
            client.Drop();
            connection = await client.ConnectAsync(cancellationToken);
            Watch();
        }
        var request = client.NewRequest();
        Wire.WriteStreamHead(request, client.Endpoint, invocationId);
        Wire.WriteChunk(request, prelude.Span);
        await SendPartAsync(request.Memory, cancellationToken);
    }

    /// <summary>Sends a piece of the stream at once.</summary>
    /// <exception cref="OperationCanceledException">Nobody takes it any more.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        // An empty chunk would end the body.
        if (data.IsEmpty) return;
        var request = client.NewRequest();
        if (data.Length <= LargestCopy)
        {
            Wire.WriteChunk(request, data.Span);
            await SendPartAsync(request.Memory, cancellationToken);
            return;
        }
        Wire.WriteChunkSize(request, data.Length);
        await SendPartAsync(request.Memory, cancellationToken);
        await SendPartAsync(data, cancellationToken);
        await SendPartAsync(EndOfChunk, cancellationToken);
    }

    /// <summary>Ends a stream that went well. Does nothing after an answer that was sent at once.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (state == State.Ended) return;
        if (state == State.Unanswered) throw new InvalidOperationException("The invocation was not answered.");
        MoveTo(State.Ended);
        if (brokenOff) return;
        client.NewRequest().Append(Wire.LastChunk);
        await EndStreamAsync(cancellationToken);
    }

    /// <summary>Says that the invocation failed: in the answer's place, or in trailers when the answer has begun.</summary>
    public async ValueTask FailAsync(RuntimeError error, CancellationToken cancellationToken)
    {
        var before = state;
        if (before == State.Ended) return;
        MoveTo(State.Ended);
        if (IsHungUp || brokenOff)
        {
            client.Drop();
        }
        else if (before == State.Streaming)
        {
            Wire.WriteErrorTrailers(client.NewRequest(), error);
            await EndStreamAsync(cancellationToken);
        }
        else
        {
            Wire.WriteError(client.NewRequest(), client.Endpoint, invocationId, error);
            await ExchangeAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (gate) state = State.Ended;
        gone.Dispose();
    }

    private void MoveTo(State next)
    {
        lock (gate)
        {
            if (state >= next) throw new InvalidOperationException($"The answer is {state} already.");
            state = next;
        }
    }

    private async ValueTask ExchangeAsync(CancellationToken cancellationToken)
    {
        using var reply = await client.ExchangeAsync(client.Request, bodyMayEndTheConnection: false, cancellationToken);
        Status = reply.Head.Status;
    }

    /// <summary>Sends what is left, and waits until the Runtime API has taken the stream.</summary>
    private async ValueTask EndStreamAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection!.SendAsync(client.Request, cancellationToken);
            using var reply = await connection.Replies.ReadAsync(bodyMayEndTheConnection: false, cancellationToken);
            Status = reply?.Head.Status;
            if (reply is not { KeepsOpen: true }) client.Drop();
        }
        catch (IOException)
        {
            IsHungUp = true;
            client.Drop();
        }
    }

    private async ValueTask SendPartAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (state != State.Streaming) throw new InvalidOperationException($"The answer is {state}, not streaming.");
        gone.Token.ThrowIfCancellationRequested();
        cancellationToken.ThrowIfCancellationRequested();
        if (brokenOff) throw new OperationCanceledException("An earlier piece was broken off.");
        try
        {
            // Mostly the system takes the bytes at once. A token that were given along could not tell "nothing sent" from "half sent".
            var sending = connection!.SendAsync(bytes, CancellationToken.None);
            if (sending.IsCompleted) await sending;
            else await sending.AsTask().WaitAsync(cancellationToken);
        }
        catch (IOException)
        {
            HangUp();
            throw new OperationCanceledException(gone.Token);
        }
        catch (OperationCanceledException)
        {
            // Part of a chunk is on its way: whatever follows would be read as its rest. The connection's end tells Lambda.
            brokenOff = true;
            client.Drop();
            throw;
        }
    }

    private async Task NoticeEndAsync(RuntimeApiConnection watched)
    {
        var reset = false;
        try
        {
            await watched.Replies.Watch();
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            reset = true;
        }
        lock (gate)
        {
            // After the answer's end, this was the reply to it. Before its begin, servers may close an idle connection in peace;
            // a reset is no peace. Amid a stream, whatever comes (a close, a refusal) means that the stream is not taken.
            if (state == State.Ended || watched != connection) return;
            if (state == State.Unanswered && !reset) closedWhileIdle = true;
            else HangUp();
        }
    }

    private void HangUp()
    {
        lock (gate)
        {
            IsHungUp = true;
            if (!gone.IsCancellationRequested) gone.Cancel();
        }
    }
}

namespace LlmGateway.Handler.Runtime;

/// <summary>
/// Speaks the Lambda Runtime API, one invocation at a time, over one connection that is kept open.
/// It is written on a socket because <see cref="HttpClient"/> cannot send trailers, and costs start time and memory that a Lambda pays for.
/// </summary>
internal sealed class RuntimeApiClient(RuntimeApiEndpoint endpoint) : IDisposable
{
    private readonly byte[] next = Wire.Next(endpoint);
    private readonly PooledBytes request = new(4 * 1024);

    public RuntimeApiEndpoint Endpoint => endpoint;

    /// <summary>The open connection.</summary>
    public RuntimeApiConnection? Connection { get; private set; }

    /// <summary>What <see cref="NewRequest"/> was filled with.</summary>
    public ReadOnlyMemory<byte> Request => request.Memory;

    /// <summary>Where a request is put together; reused from one to the next.</summary>
    public PooledBytes NewRequest()
    {
        request.Clear();
        return request;
    }

    /// <summary>Waits for work, as long as it takes.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API is gone, or refuses.</exception>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        var reply = await ExchangeAsync(next, bodyMayEndTheConnection: true, cancellationToken);
        if (reply.Head.Status == 200) return new Invocation(reply);
        using (reply) throw new RuntimeApiException($"The Runtime API answered {reply.Head.Status} when asked for work.");
    }

    /// <summary>Says that the process cannot start; it must end after this.</summary>
    public async Task ReportInitErrorAsync(RuntimeError error, CancellationToken cancellationToken)
    {
        Wire.WriteError(NewRequest(), endpoint, invocationId: null, error);
        (await ExchangeAsync(Request, bodyMayEndTheConnection: false, cancellationToken)).Dispose();
    }

    /// <summary>Sends a whole request and reads the reply to it.</summary>
    public async ValueTask<Reply> ExchangeAsync(ReadOnlyMemory<byte> bytes, bool bodyMayEndTheConnection, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reused = Connection is not null;
            var current = await ConnectAsync(cancellationToken);
            try
            {
                await current.SendAsync(bytes, cancellationToken);
                if (await current.Replies.ReadAsync(bodyMayEndTheConnection, cancellationToken) is { } reply)
                {
                    if (!reply.KeepsOpen) Drop();
                    return reply;
                }
            }
            catch (IOException broken) when (!reused)
            {
                Drop();
                throw new RuntimeApiException($"The connection to the Runtime API broke: {broken.Message}", broken);
            }
            catch (IOException)
            {
                // An idle connection may be closed at any time: the request did not arrive, and a new connection carries it.
            }
            Drop();
            if (!reused) throw new RuntimeApiException("The Runtime API closed the connection without an answer.");
        }
    }

    /// <summary>The open connection, or a new one.</summary>
    public async ValueTask<RuntimeApiConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Connection ??= await endpoint.ConnectAsync(cancellationToken);

    /// <summary>The connection is of no more use.</summary>
    public void Drop()
    {
        Connection?.Dispose();
        Connection = null;
    }

    public void Dispose()
    {
        Drop();
        request.Dispose();
    }
}

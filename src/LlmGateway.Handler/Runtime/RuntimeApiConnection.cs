namespace LlmGateway.Handler.Runtime;

/// <summary>One connection to the Runtime API: requests go out and replies come in, in turn.</summary>
internal sealed class RuntimeApiConnection(Stream stream) : IDisposable
{
    public ReplyReader Replies { get; } = new(stream);

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

    public void Dispose()
    {
        // The socket first: it ends a receive that still holds the reader's buffer.
        stream.Dispose();
        Replies.Dispose();
    }
}

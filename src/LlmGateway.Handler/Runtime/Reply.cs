namespace LlmGateway.Handler.Runtime;

/// <summary>A reply of the Runtime API.</summary>
/// <param name="head">Status and headers.</param>
/// <param name="body">All of the body.</param>
/// <param name="keepsOpen">The connection can carry another request.</param>
internal sealed class Reply(ReplyHead head, PooledBytes body, bool keepsOpen) : IDisposable
{
    public ReplyHead Head => head;

    public PooledBytes Body => body;

    public bool KeepsOpen => keepsOpen;

    public void Dispose() => body.Dispose();
}

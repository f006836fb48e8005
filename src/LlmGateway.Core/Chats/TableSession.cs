namespace LlmGateway.Core.Chats;

/// <summary>What a connection of API Gateway remembers: each of its messages may be another process's. The items expire with the connection's longest life.</summary>
internal sealed class TableSession(ResponseTable table, string connectionId) : IResponseSession
{
    /// <summary>No caller's: their subjects are escaped, and hold no such sign.</summary>
    private const string Owner = "=connection";

    public Task<IReadOnlyDictionary<string, KeptResponse>> ReadAsync(CancellationToken cancellationToken) => table.ReadAsync(Owner, connectionId, cancellationToken);

    public Task KeepAsync(string id, KeptResponse kept, CancellationToken cancellationToken) => table.KeepAsync(Owner, connectionId, id, kept, cancellationToken);

    public Task ForgetAsync(string id, CancellationToken cancellationToken) => table.DeleteAsync(Owner, connectionId, id, cancellationToken);
}

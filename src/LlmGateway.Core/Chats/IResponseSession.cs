namespace LlmGateway.Core.Chats;

/// <summary>
/// Responses that a connection remembers while it lives: also those that are to be kept nowhere (<c>store: false</c>).
/// https://www.openresponses.org/specification, "WebSocket mode".
/// </summary>
internal interface IResponseSession
{
    /// <summary>All of them, by their ids. What they go on from is named by its id, too.</summary>
    Task<IReadOnlyDictionary<string, KeptResponse>> ReadAsync(CancellationToken cancellationToken);

    Task KeepAsync(string id, KeptResponse kept, CancellationToken cancellationToken);

    /// <summary>Forgets a response: a request that went on from it failed.</summary>
    Task ForgetAsync(string id, CancellationToken cancellationToken);
}

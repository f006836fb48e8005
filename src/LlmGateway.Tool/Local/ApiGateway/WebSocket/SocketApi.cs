using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>A WebSocket API of the template.</summary>
internal sealed record SocketApi
{
    /// <summary>Id, name and stages; its one method is <c>$connect</c>, which is authorized as methods are.</summary>
    public required RestApi Site { get; init; }

    /// <summary>By route key.</summary>
    public required IReadOnlyDictionary<string, SocketRoute> Routes { get; init; }

    /// <summary>The member of a message that names its route; path parts below <c>$request.body</c>.</summary>
    public required IReadOnlyList<string> Selection { get; init; }
}

/// <summary>A route.</summary>
/// <param name="Key">Such as <c>$connect</c> or <c>sendmessage</c>.</param>
/// <param name="FunctionArn">That it invokes.</param>
/// <param name="Template">Makes the event of an AWS integration; null: Lambda proxy.</param>
/// <param name="Asynchronous">The function is only handed the event.</param>
/// <param name="Timeout">Of the integration.</param>
internal sealed record SocketRoute(string Key, string FunctionArn, string? Template, bool Asynchronous, TimeSpan Timeout);

using System.Text.Json;
using LlmGateway.Core.Governance;
using LlmGateway.Handler.Authorization;
using LlmGateway.Shared;

namespace LlmGateway.Handler.WebSocket;

/// <summary>What the handler reads of an event of a WebSocket API with Lambda proxy integration.</summary>
/// <param name="RouteKey">Such as <c>$connect</c> or <c>cancel</c>.</param>
/// <param name="ConnectionId">Of the connection.</param>
/// <param name="RequestId">That API Gateway gave the message.</param>
/// <param name="ApiId">Of the API.</param>
/// <param name="Stage">Of the API.</param>
/// <param name="Caller">Verified at <c>$connect</c>; means nothing elsewhere.</param>
/// <param name="Subprotocols">That the client offers, at <c>$connect</c>.</param>
/// <param name="Body">The message; null: none.</param>
internal sealed record SocketEvent(
    string RouteKey, string ConnectionId, string RequestId, string ApiId, string Stage, CallerIdentity Caller, IReadOnlyList<string> Subprotocols, string? Body)
{
    /// <exception cref="InvalidDataException">It is no such event.</exception>
    public static SocketEvent Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            var context = root.GetProperty("requestContext");
            string Required(string name) => context.GetProperty(name).GetString() ?? throw new InvalidDataException($"The event's requestContext has no {name}.");
            var identity = Member(context, "identity");
            var authorizer = Member(context, "authorizer");
            return new SocketEvent(
                Required("routeKey"), Required("connectionId"), Required("requestId"), Required("apiId"), Required("stage"),
                VerifiedCaller.Of(new VerifiedFacts
                {
                    PrincipalId = Text(authorizer, "principalId"), UserArn = Text(identity, "userArn"), ApiKeyId = Text(identity, "apiKeyId"), Models = Text(authorizer, "models"),
                    UserName = Text(authorizer, HandlerContract.AuthorizerContext.UserName), Groups = Text(authorizer, HandlerContract.AuthorizerContext.Groups),
                    Admin = Text(authorizer, HandlerContract.AuthorizerContext.Admin), Client = Text(authorizer, HandlerContract.AuthorizerContext.Client),
                    Tenant = Text(authorizer, HandlerContract.AuthorizerContext.Tenant),
                }),
                SubprotocolsOf(Member(root, "headers")), Text(root, "body"));
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("The event is no API Gateway WebSocket event.", malformed);
        }
    }

    private static IReadOnlyList<string> SubprotocolsOf(JsonElement? headers)
    {
        if (headers is not { ValueKind: JsonValueKind.Object } given) return [];
        foreach (var header in given.EnumerateObject())
            if (header.Name.Equals("sec-websocket-protocol", StringComparison.OrdinalIgnoreCase) && header.Value.ValueKind == JsonValueKind.String)
                return header.Value.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [];
    }

    private static JsonElement? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Authorization;

/// <summary>What the handler reads of the event of a REQUEST authorizer, of a REST or a WebSocket API.</summary>
/// <param name="MethodArn">What is asked for.</param>
/// <param name="Token">That came with it; null: none.</param>
internal sealed record AuthorizerEvent(string MethodArn, string? Token)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="InvalidDataException">It is no such event.</exception>
    public static AuthorizerEvent Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            var arn = root.GetProperty("methodArn").GetString() ?? throw new KeyNotFoundException();
            var isSocket = root.TryGetProperty("requestContext", out var context) && context.TryGetProperty("connectionId", out _);
            return new AuthorizerEvent(arn, FromHeader(root) ?? (isSocket ? FromSubprotocol(root) ?? FromQuery(root) : null));
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("The event is none of a REQUEST authorizer.", malformed);
        }
    }

    private static string? FromHeader(JsonElement root) =>
        Find(root, "headers", "authorization") is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    private static string? FromSubprotocol(JsonElement root) =>
        Find(root, "headers", "sec-websocket-protocol")?.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(offer => offer.StartsWith(HandlerContract.Actions.BearerSubprotocol, StringComparison.Ordinal))?[HandlerContract.Actions.BearerSubprotocol.Length..];

    private static string? FromQuery(JsonElement root) => Find(root, "queryStringParameters", HandlerContract.Actions.TokenParameter);

    private static string? Find(JsonElement root, string map, string name)
    {
        if (!root.TryGetProperty(map, out var members) || members.ValueKind != JsonValueKind.Object) return null;
        foreach (var member in members.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String) return member.Value.GetString();
        return null;
    }
}

using LlmGateway.Core.Governance;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Serve;

/// <summary>Lets in who has a key: <c>Authorization: Bearer</c>, as OpenAI's clients send it, or <c>x-api-key</c>, as API Gateway takes it.</summary>
/// <param name="keys">Empty: everybody comes in.</param>
internal sealed class Doorkeeper(IReadOnlyList<GatewayKey> keys)
{
    private const string Bearer = "Bearer ";

    /// <summary>Everybody comes in.</summary>
    public bool IsOpen => keys.Count == 0;

    /// <returns>Null: refused.</returns>
    public CallerIdentity? Identify(IHeaderDictionary headers)
    {
        if (keys.Count == 0) return CallerIdentity.Anonymous;
        string? authorization = headers.Authorization;
        if (authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && Find(authorization.AsSpan(Bearer.Length)) is { } bearer)
            return bearer;
        string? apiKey = headers["x-api-key"];
        return apiKey is null ? null : Find(apiKey);
    }

    private CallerIdentity? Find(ReadOnlySpan<char> presented)
    {
        presented = presented.Trim();
        CallerIdentity? found = null;
        // To the end, whichever matches: the time says nothing.
        foreach (var key in keys)
            if (key.Is(presented)) found = key.Caller;
        return found;
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Lambda;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>Tokens of one sign-in.</summary>
/// <param name="AccessToken">For APIs.</param>
/// <param name="IdToken">Who it is; null for programs.</param>
/// <param name="RefreshToken">For new ones; null where none is given.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record IssuedTokens(string AccessToken, string? IdToken, string? RefreshToken, int ExpiresIn);

/// <summary>Makes tokens as Cognito does: asks the pool's trigger, then signs.</summary>
internal sealed class TokenIssuer(TriggerCalls triggers, TimeProvider time)
{
    /// <summary>What tokens of <c>InitiateAuth</c> carry: their bearer may change attributes of its user.</summary>
    public const string AdminScope = "aws.cognito.signin.user.admin";

    private readonly ConcurrentDictionary<string, Refresh> _refresh = new(StringComparer.Ordinal);

    /// <exception cref="LambdaException">The trigger failed.</exception>
    public async Task<IssuedTokens> IssueAsync(UserPool pool, AppClient client, PoolUser user, string scope, string source, string? nonce = null, bool refreshable = true, CancellationToken cancellationToken = default)
    {
        var groups = await triggers.GroupsOfAsync(pool, client, user, source, cancellationToken);
        var now = time.GetUtcNow();
        var common = new JsonObject
        {
            ["sub"] = user.Sub, ["iss"] = pool.Issuer, ["origin_jti"] = Guid.NewGuid().ToString(), ["event_id"] = Guid.NewGuid().ToString(),
            ["auth_time"] = now.ToUnixTimeSeconds(), ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = (now + client.TokenLife).ToUnixTimeSeconds(),
        };
        if (groups.Count > 0) common["cognito:groups"] = new JsonArray([.. groups.Select(group => (JsonNode)group)]);
        var access = Copy(common, ("token_use", "access"), ("client_id", client.Id), ("username", user.Name), ("scope", scope), ("version", "2"));
        var id = Copy(common, ("token_use", "id"), ("aud", client.Id), ("cognito:username", user.Name));
        foreach (var (name, value) in user.Attributes) id[name] = name == "identities" ? JsonNode.Parse(value) : name == "email_verified" ? value == "true" : (JsonNode)value;
        if (nonce is not null) id["nonce"] = nonce;
        string? refresh = null;
        if (refreshable)
        {
            refresh = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
            _refresh[refresh] = new Refresh(pool, client, user, scope, now + client.RefreshLife);
        }
        return new IssuedTokens(pool.Tokens.Sign(access), pool.Tokens.Sign(id), refresh, (int)client.TokenLife.TotalSeconds);
    }

    /// <returns>Null: the token is not known, another client's, or too old.</returns>
    public async Task<IssuedTokens?> RefreshAsync(AppClient client, string token, CancellationToken cancellationToken) =>
        _refresh.TryGetValue(token, out var known) && known.Client.Id == client.Id && known.Expires > time.GetUtcNow() && known.Pool.Users.ContainsKey(known.User.Name)
            ? await IssueAsync(known.Pool, client, known.User, known.Scope, "TokenGeneration_RefreshTokens", refreshable: false, cancellationToken: cancellationToken) : null;

    public void Revoke(string token) => _refresh.TryRemove(token, out _);

    /// <summary>For a program: it is its own subject.</summary>
    public IssuedTokens IssueToProgram(UserPool pool, AppClient client, string scope)
    {
        var now = time.GetUtcNow();
        return new IssuedTokens(pool.Tokens.Sign(new JsonObject
        {
            ["sub"] = client.Id, ["token_use"] = "access", ["scope"] = scope, ["auth_time"] = now.ToUnixTimeSeconds(), ["iss"] = pool.Issuer,
            ["exp"] = (now + client.TokenLife).ToUnixTimeSeconds(), ["iat"] = now.ToUnixTimeSeconds(), ["version"] = 2, ["jti"] = Guid.NewGuid().ToString(), ["client_id"] = client.Id,
        }), null, null, (int)client.TokenLife.TotalSeconds);
    }

    private static JsonObject Copy(JsonObject common, params IEnumerable<(string Name, string Value)> more)
    {
        var claims = (JsonObject)common.DeepClone();
        claims["jti"] = Guid.NewGuid().ToString();
        foreach (var (name, value) in more) claims[name] = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && name == "version" ? number : value;
        return claims;
    }

    private sealed record Refresh(UserPool Pool, AppClient Client, PoolUser User, string Scope, DateTimeOffset Expires);
}

using Amazon;
using LlmGateway.Core.Aws;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tokens;

/// <summary>Whom a Cognito token speaks for.</summary>
/// <param name="Subject">A key for access rules, chats and caches.</param>
/// <param name="UserName">To show; of a program, its app client's id.</param>
/// <param name="Groups">Of the user pool, or of the directory behind it.</param>
/// <param name="IsAdmin">A member of the administrators' group.</param>
/// <param name="Client">The app client that the token was made for.</param>
internal sealed record TokenBearer(string Subject, string UserName, IReadOnlyList<string> Groups, bool IsAdmin, string Client)
{
    /// <summary>To which the bearer belongs; null: to none that is known.</summary>
    public string? Tenant { get; init; }
}

/// <summary>Verifies tokens of one user pool.</summary>
/// <remarks>https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html</remarks>
internal sealed class CognitoTokens
{
    /// <summary>Clocks differ by so much at most.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly AuthorizerDocument _document;
    private readonly KeySet _keys;
    private readonly string _issuer;
    private readonly TimeProvider _time;

    /// <param name="document">Whose tokens count.</param>
    /// <param name="http">Pooled connections.</param>
    /// <param name="environment">Reads an environment variable; AWS endpoints may be set there.</param>
    /// <param name="time">For expiry.</param>
    /// <exception cref="InvalidDataException">The pool's id is none.</exception>
    public CognitoTokens(AuthorizerDocument document, HttpMessageInvoker http, Func<string, string?> environment, TimeProvider time)
    {
        var region = document.Pool.Split('_') is [{ Length: > 0 } first, { Length: > 0 }] ? first : throw new InvalidDataException($"'{document.Pool}' is no id of a user pool.");
        (_document, _time) = (document, time);
        _issuer = $"https://cognito-idp.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/{document.Pool}";
        var endpoint = AwsEndpoint.Of("cognito-idp", "cognito-idp", region, environment);
        _keys = new KeySet(http, new Uri(endpoint.Url, $"/{document.Pool}/.well-known/jwks.json"), time);
    }

    /// <exception cref="TokenException">The token does not count.</exception>
    /// <exception cref="HttpRequestException">The pool's keys can't be had, so nobody can be let in.</exception>
    public async Task<TokenBearer> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        var token = SignedToken.Parse(text);
        var key = await _keys.FindAsync(token.KeyId, cancellationToken) ?? throw new TokenException("it is signed with an unknown key");
        if (!token.IsSignedBy(key)) throw new TokenException("its signature is wrong");
        CheckTimes(token);
        if (token.Claim("iss") != _issuer) throw new TokenException($"its issuer is '{token.Claim("iss")}'");
        if (token.Claim("token_use") != _document.Use) throw new TokenException($"its use is '{token.Claim("token_use")}', not '{_document.Use}'");
        var client = token.Claim(_document.Use == TokenUses.Access ? "client_id" : "aud");
        if (client is null || !_document.Clients.Contains(client)) throw new TokenException($"it was made for the client '{client}'");
        return Read(token, client);
    }

    private void CheckTimes(SignedToken token)
    {
        var now = _time.GetUtcNow();
        if (token.TimeOf("exp") is not { } expires || expires + Skew <= now) throw new TokenException("it is expired");
        if (token.TimeOf("nbf") is { } begins && begins - Skew > now || token.TimeOf("iat") is { } issued && issued - Skew > now) throw new TokenException("it is not valid yet");
    }

    private TokenBearer Read(SignedToken token, string client)
    {
        if (token.Claim("sub") is not { Length: > 0 } subject) throw new TokenException("it names nobody");
        var name = token.Claim(_document.Use == TokenUses.Access ? "username" : "cognito:username");
        // Client credentials stand for a program: nobody signed in, and the client is its own subject.
        if (name is null) return subject == client ? new TokenBearer(HandlerContract.Subjects.ClientPrefix + client, client, [], false, client) { Tenant = TenantOf(token, []) } : throw new TokenException("it names nobody");
        var groups = token.Texts("cognito:groups");
        return new TokenBearer(HandlerContract.Subjects.UserPrefix + subject, name, groups, _document.AdminGroup is { } admins && groups.Contains(admins), client) { Tenant = TenantOf(token, groups) };
    }

    /// <summary>By the claim, or by the one group that says it: who is in two such groups belongs to none, rather than to the wrong one.</summary>
    private string? TenantOf(SignedToken token, IReadOnlyList<string> groups)
    {
        if (_document.TenantClaim is { } claim) return token.Claim(claim);
        if (_document.TenantGroupPrefix is not { } prefix) return null;
        return groups.Where(group => group.Length > prefix.Length && group.StartsWith(prefix, StringComparison.Ordinal)).ToList() is [var only] ? only[prefix.Length..] : null;
    }
}

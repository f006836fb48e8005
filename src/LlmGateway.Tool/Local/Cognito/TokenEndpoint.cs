using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>What <c>/oauth2/token</c> gives for a code or for a program's credentials.</summary>
internal sealed class TokenEndpoint(TokenIssuer issuer)
{
    /// <summary>By header, or in the form.</summary>
    public static (string Id, string? Secret) CredentialsOf(HttpRequest request, IFormCollection form)
    {
        const string scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return (form["client_id"].ToString(), form["client_secret"].ToString() is { Length: > 0 } secret ? secret : null);
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header[scheme.Length..])).Split(':', 2);
        return (parts[0], parts.ElementAtOrDefault(1));
    }

    /// <exception cref="SignInRefusedException">The code is not this client's, or PKCE is missing.</exception>
    public Task<IssuedTokens> RedeemAsync(AppClient client, IFormCollection form, PendingCode code, CancellationToken cancellationToken)
    {
        var request = code.Request;
        if (request.Client.Id != client.Id || form["redirect_uri"] != request.RedirectUri) throw new SignInRefusedException("invalid_grant", "the code was given to another client or address");
        if (request.Challenge is { } challenge && (form["code_verifier"].ToString() is not { Length: > 0 } verifier || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) != challenge))
            throw new SignInRefusedException("invalid_grant", "code_verifier is missing or wrong");
        return issuer.IssueAsync(request.Pool, client, code.User, request.Scope, "TokenGeneration_HostedAuth", request.Nonce, cancellationToken: cancellationToken);
    }

    /// <exception cref="SignInRefusedException">The client is no program's.</exception>
    public IssuedTokens OfProgram(UserPool pool, AppClient client, string scope)
    {
        if (client.Secret is null || !client.Flows.Contains("client_credentials")) throw new SignInRefusedException("unauthorized_client", "the client has no credentials of its own");
        var granted = scope.Length == 0 ? string.Join(' ', client.Scopes) : scope;
        if (granted.Split(' ').Any(each => !client.Scopes.Contains(each))) throw new SignInRefusedException("invalid_scope", "the client may not ask for this scope");
        return issuer.IssueToProgram(pool, client, granted);
    }
}

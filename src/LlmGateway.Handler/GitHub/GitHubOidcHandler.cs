using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.GitHub;

/// <summary>
/// The role <c>github-oidc</c>: an OpenID provider in front of GitHub, for one relying party, the user pool. Codes go to the one address that is registered;
/// states, codes and tokens serve once, and for minutes.
/// </summary>
/// <remarks>OpenID Connect Core 1.0, 3.1; https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html</remarks>
internal sealed class GitHubOidcHandler(GitHubDocument document, GitHubApi github, PendingSignIns pending, ProviderSecrets secrets, JsonLog log, TimeProvider time) : IInvocationHandler
{
    private const string StateKind = "state";
    private const string CodeKind = "code";
    private const string TokenKind = "token";
    private const int TokenSeconds = 300;

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var request = OidcRequest.Read(invocation.Event);
        var answer = request.Route switch
        {
            HandlerContract.GitHubRoutes.Configuration => OidcReply.Json(200, WriteConfiguration),
            HandlerContract.GitHubRoutes.Keys => await secrets.KeysAsync(cancellationToken) is { } keys ? OidcReply.Json(200, keys.WriteSet) : NoKeys,
            HandlerContract.GitHubRoutes.Authorize => await AuthorizeAsync(request, cancellationToken),
            HandlerContract.GitHubRoutes.Callback => await CallbackAsync(request, invocation, cancellationToken),
            HandlerContract.GitHubRoutes.Token => await TokenAsync(request, cancellationToken),
            HandlerContract.GitHubRoutes.UserInfo => await UserInfoAsync(request, cancellationToken),
            _ => OidcReply.Error(404, "not_found", "There is no such route."),
        };
        await response.SendAsync(answer, cancellationToken);
    }

    private static ReadOnlyMemory<byte> NoKeys => OidcReply.Error(503, "temporarily_unavailable", "The signing keys are being made; try again in a minute.");

    /// <summary>Sends the browser on to GitHub, with a state of our own.</summary>
    private async Task<ReadOnlyMemory<byte>> AuthorizeAsync(OidcRequest request, CancellationToken cancellationToken)
    {
        // Nothing is sent to an address that is not registered, an error neither.
        if (request.Query.GetValueOrDefault("client_id") != document.ClientId) return OidcReply.Error(400, "unauthorized_client", "This client is not registered here.");
        if (request.Query.GetValueOrDefault("redirect_uri") != document.RedirectUri) return OidcReply.Error(400, "invalid_request", "This redirect_uri is not registered here.");
        var state = request.Query.GetValueOrDefault("state");
        if (string.IsNullOrEmpty(state)) return OidcReply.Error(400, "invalid_request", "A state is required.");
        if (request.Query.GetValueOrDefault("response_type") != "code") return Back(state, [new("error", "unsupported_response_type")]);
        var fields = new Dictionary<string, string> { ["state"] = state };
        if (request.Query.GetValueOrDefault("nonce") is { Length: > 0 } nonce) fields["nonce"] = nonce;
        var own = await pending.KeepAsync(StateKind, fields, cancellationToken);
        return OidcReply.Redirect($"{document.GitHubUrl}/login/oauth/authorize?" + Query([
            new("client_id", document.ClientId), new("redirect_uri", document.Issuer + HandlerContract.GitHubRoutes.Callback), new("scope", github.Scope), new("state", own), new("allow_signup", "false")]));
    }

    /// <summary>GitHub sends the browser back: whoever is allowed goes on to Cognito with a code.</summary>
    private async Task<ReadOnlyMemory<byte>> CallbackAsync(OidcRequest request, Invocation invocation, CancellationToken cancellationToken)
    {
        var begun = request.Query.GetValueOrDefault("state") is { Length: > 0 } own ? await pending.TakeAsync(StateKind, own, cancellationToken) : null;
        if (begun is null) return OidcReply.Error(400, "invalid_request", "This sign-in was not begun here, is over, or took too long; begin again.");
        var state = begun["state"];
        if (request.Query.GetValueOrDefault("code") is not { Length: > 0 } code) return Back(state, [new("error", request.Query.GetValueOrDefault("error") ?? SignInException.AccessDenied)]);
        try
        {
            var user = await github.FindAsync(code, await secrets.ClientSecretAsync(cancellationToken), cancellationToken);
            var fields = new Dictionary<string, string> { ["sub"] = user.Id, ["login"] = user.Login, ["name"] = user.Name, ["email"] = user.Email };
            if (user.Groups.Count > 0) fields["groups"] = string.Join(',', user.Groups);
            if (begun.TryGetValue("nonce", out var nonce)) fields["nonce"] = nonce;
            return Back(state, [new("code", await pending.KeepAsync(CodeKind, fields, cancellationToken))]);
        }
        catch (SignInException refused)
        {
            log.Write(LogLevel.Warning, $"a sign-in was refused: {refused.Message}", invocation);
            return Back(state, [new("error", refused.Error), new("error_description", refused.Message)]);
        }
    }

    private async Task<ReadOnlyMemory<byte>> TokenAsync(OidcRequest request, CancellationToken cancellationToken)
    {
        if (!await IsClientAsync(request, cancellationToken)) return OidcReply.Error(401, "invalid_client", "The client's credentials are wrong.");
        if (request.Form.GetValueOrDefault("grant_type") != "authorization_code") return OidcReply.Error(400, "unsupported_grant_type", "Codes alone are taken here.");
        if (request.Form.GetValueOrDefault("redirect_uri") != document.RedirectUri) return OidcReply.Error(400, "invalid_grant", "The redirect_uri is another one.");
        if (await secrets.KeysAsync(cancellationToken) is not { } keys) return NoKeys;
        var user = request.Form.GetValueOrDefault("code") is { Length: > 0 } code ? await pending.TakeAsync(CodeKind, code, cancellationToken) : null;
        if (user is null) return OidcReply.Error(400, "invalid_grant", "The code is wrong, was used, or is too old.");
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var idToken = keys.Sign(json =>
        {
            json.WriteString("iss"u8, document.Issuer);
            json.WriteString("aud"u8, document.ClientId);
            json.WriteNumber("iat"u8, now);
            json.WriteNumber("exp"u8, now + TokenSeconds);
            if (user.TryGetValue("nonce", out var nonce)) json.WriteString("nonce"u8, nonce);
            WriteClaims(json, user);
        });
        var accessToken = await pending.KeepAsync(TokenKind, user, cancellationToken);
        return OidcReply.Json(200, json =>
        {
            json.WriteString("access_token"u8, accessToken);
            json.WriteString("token_type"u8, "Bearer");
            json.WriteNumber("expires_in"u8, TokenSeconds);
            json.WriteString("id_token"u8, idToken);
        });
    }

    private async Task<ReadOnlyMemory<byte>> UserInfoAsync(OidcRequest request, CancellationToken cancellationToken)
    {
        const string scheme = "Bearer ";
        var user = request.Authorization is { } header && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? await pending.FindAsync(TokenKind, header[scheme.Length..].Trim(), cancellationToken) : null;
        return user is null ? OidcReply.Error(401, "invalid_token", "The token is wrong, or too old.") : OidcReply.Json(200, json => WriteClaims(json, user));
    }

    private static void WriteClaims(Utf8JsonWriter json, IReadOnlyDictionary<string, string> user)
    {
        json.WriteString("sub"u8, user["sub"]);
        json.WriteString("preferred_username"u8, user["login"]);
        json.WriteString("name"u8, user["name"]);
        json.WriteString("email"u8, user["email"]);
        // Others don't come so far.
        json.WriteBoolean("email_verified"u8, true);
        if (user.TryGetValue("groups", out var groups)) json.WriteString("groups"u8, groups);
    }

    /// <summary>By form or by header: Cognito uses the form.</summary>
    private async Task<bool> IsClientAsync(OidcRequest request, CancellationToken cancellationToken)
    {
        var (id, secret) = Basic(request.Authorization) ?? (request.Form.GetValueOrDefault("client_id"), request.Form.GetValueOrDefault("client_secret"));
        if (id != document.ClientId || secret is null) return false;
        var expected = await secrets.ClientSecretAsync(cancellationToken);
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
    }

    private static (string? Id, string? Secret)? Basic(string? header)
    {
        const string scheme = "Basic ";
        if (header is null || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[scheme.Length..].Trim(), buffer, out var length)) return (null, null);
        var parts = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return parts is [var id, var secret] ? (Uri.UnescapeDataString(id), Uri.UnescapeDataString(secret)) : (null, null);
    }

    private void WriteConfiguration(Utf8JsonWriter json)
    {
        json.WriteString("issuer"u8, document.Issuer);
        json.WriteString("authorization_endpoint"u8, document.Issuer + HandlerContract.GitHubRoutes.Authorize);
        json.WriteString("token_endpoint"u8, document.Issuer + HandlerContract.GitHubRoutes.Token);
        json.WriteString("userinfo_endpoint"u8, document.Issuer + HandlerContract.GitHubRoutes.UserInfo);
        json.WriteString("jwks_uri"u8, document.Issuer + HandlerContract.GitHubRoutes.Keys);
        WriteList(json, "response_types_supported", "code");
        WriteList(json, "subject_types_supported", "public");
        WriteList(json, "id_token_signing_alg_values_supported", "RS256");
        WriteList(json, "scopes_supported", "openid", "email", "profile");
        WriteList(json, "token_endpoint_auth_methods_supported", "client_secret_post", "client_secret_basic");
        WriteList(json, "claims_supported", "sub", "email", "email_verified", "name", "preferred_username", "groups");
    }

    private static void WriteList(Utf8JsonWriter json, string name, params string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private ReadOnlyMemory<byte> Back(string state, IEnumerable<KeyValuePair<string, string>> parameters) =>
        OidcReply.Redirect($"{document.RedirectUri}?{Query(parameters.Append(new("state", state)))}");

    private static string Query(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")));
}

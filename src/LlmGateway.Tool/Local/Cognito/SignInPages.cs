using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Cognito.Federation;
using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>
/// The pages and endpoints of a user pool's domain, and the keys that its issuer publishes.
/// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html
/// </summary>
internal sealed class SignInPages(IReadOnlyList<UserPool> pools, TokenIssuer issuer, LocalUrls urls, ILocalTrace trace, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, PendingCode> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FederatedSignIn> _federated = new(StringComparer.Ordinal);
    private readonly TokenEndpoint _tokens = new(issuer);
    private readonly SamlSignIn _saml = new(time);
    private readonly OidcSignIn _oidc = new(urls, time);

    public bool IsFor(HttpRequest request) => pools.Count > 0 && request.Path.Value is { } path
        && (path is "/login" or "/logout" or "/oauth2/authorize" or "/oauth2/token" or "/oauth2/userInfo" or "/oauth2/idpresponse" or "/oauth2/revoke" or "/saml2/idpresponse" || WellKnown(path) is not null);

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            http.Response.Headers.CacheControl = "no-store";
            // As in AWS: pages of other origins ask for tokens by script.
            if (http.Request.Path.Value is "/oauth2/token" or "/oauth2/userInfo" or "/oauth2/revoke") http.Response.Headers.AccessControlAllowOrigin = "*";
            await (http.Request.Path.Value switch
            {
                "/oauth2/authorize" => AuthorizeAsync(http),
                "/login" => LoginAsync(http),
                "/logout" => LogoutAsync(http),
                "/oauth2/token" => TokenAsync(http),
                "/oauth2/userInfo" => UserInfoAsync(http),
                "/oauth2/revoke" => RevokeAsync(http),
                "/oauth2/idpresponse" => OidcResponseAsync(http),
                "/saml2/idpresponse" => SamlResponseAsync(http),
                var path => WellKnownAsync(http, WellKnown(path!)!.Value),
            });
        }
        catch (SignInRefusedException refused)
        {
            trace.Note($"Cognito refuses a sign-in: {refused.Error}: {refused.Message}");
            http.Response.StatusCode = refused.Status;
            await http.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = refused.Error, ["error_description"] = refused.Message });
        }
        catch (LambdaException broken)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = "invalid_request", ["error_description"] = $"PreTokenGeneration failed with error {broken.Message}." });
        }
    }

    /// <summary>Redeems a code for a load balancer, which asks for tokens by itself.</summary>
    /// <returns>Null: the code is wrong, was used, is too old, or another client's.</returns>
    public PoolUser? TakeUser(string code, AppClient client) =>
        _codes.TryRemove(code, out var pending) && pending.Expires > time.GetUtcNow() && pending.Request.Client.Id == client.Id ? pending.User : null;

    public ValueTask DisposeAsync()
    {
        _oidc.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AuthorizeAsync(HttpContext http)
    {
        var request = Read(http);
        var chosen = http.Request.Query["identity_provider"].ToString();
        var identifier = http.Request.Query["idp_identifier"].ToString();
        if (chosen.Length == 0 && identifier.Length > 0)
            chosen = request.Pool.Providers.FirstOrDefault(each => each.Identifiers.Contains(identifier, StringComparer.OrdinalIgnoreCase))?.Name ?? throw new SignInRefusedException("invalid_request", "no provider has this identifier");
        if (chosen is "" or "COGNITO") http.Response.Redirect($"/login{http.Request.QueryString}");
        else await BeginAsync(http, request, chosen);
    }

    private async Task BeginAsync(HttpContext http, SignInRequest request, string name)
    {
        if (!request.Client.Providers.Contains(name) || request.Pool.Providers.FirstOrDefault(each => each.Name == name) is not { } provider)
            throw new SignInRefusedException("invalid_request", $"the client offers no provider {name}");
        var state = Guid.NewGuid().ToString("N");
        var pending = _federated[state] = new FederatedSignIn(request, provider, $"_{Guid.NewGuid():N}");
        var to = provider.Type == "SAML"
            ? await _saml.BeginAsync(pending, state, Local(http, "/saml2/idpresponse"), http.RequestAborted)
            : await _oidc.BeginAsync(pending, state, http.Connection.LocalPort, http.RequestAborted);
        http.Response.Redirect(to);
    }

    private async Task LoginAsync(HttpContext http)
    {
        var request = Read(http);
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var user = PasswordSignIn.Check(request.Pool, form["username"].ToString(), form["password"].ToString());
            if (user is { MustChange: false })
            {
                GiveCode(http, request, user);
                return;
            }
            if (user is not null && form["new_password"].ToString() is { Length: > 0 } fresh)
            {
                CognitoService.CheckPassword(request.Pool, fresh);
                (user.Password, user.MustChange) = (fresh, false);
                GiveCode(http, request, user);
                return;
            }
            await LoginPage.WriteAsync(http, request, user is null ? "Incorrect username or password." : null, asksNewPassword: user is not null);
            return;
        }
        await LoginPage.WriteAsync(http, request, message: null, asksNewPassword: false);
    }

    private Task LogoutAsync(HttpContext http)
    {
        var client = ClientOf(http.Request.Query["client_id"].ToString()).Client;
        var to = http.Request.Query["logout_uri"].ToString();
        if (!urls.Names(client.LogoutUrls, to, http.Connection.LocalPort)) throw new SignInRefusedException("invalid_request", "logout_uri is not registered");
        http.Response.Redirect(to);
        return Task.CompletedTask;
    }

    private async Task TokenAsync(HttpContext http)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : throw new SignInRefusedException("invalid_request", "a form is wanted");
        var (id, secret) = TokenEndpoint.CredentialsOf(http.Request, form);
        var (pool, client) = ClientOf(id);
        if (client.Secret is not null && client.Secret != secret) throw new SignInRefusedException("invalid_client", "the client's secret is wrong");
        var tokens = form["grant_type"].ToString() switch
        {
            "authorization_code" => await _tokens.RedeemAsync(client, form, TakeCode(form["code"].ToString()), http.RequestAborted),
            "refresh_token" => await issuer.RefreshAsync(client, form["refresh_token"].ToString(), http.RequestAborted) ?? throw new SignInRefusedException("invalid_grant", "the refresh token is wrong or too old"),
            "client_credentials" => _tokens.OfProgram(pool, client, form["scope"].ToString()),
            _ => throw new SignInRefusedException("unsupported_grant_type", "authorization_code, refresh_token or client_credentials"),
        };
        var answer = new JsonObject { ["access_token"] = tokens.AccessToken, ["expires_in"] = tokens.ExpiresIn, ["token_type"] = "Bearer" };
        if (tokens.IdToken is { } idToken) answer["id_token"] = idToken;
        if (tokens.RefreshToken is { } refresh) answer["refresh_token"] = refresh;
        await WriteAsync(http, answer);
    }

    private async Task RevokeAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        issuer.Revoke(form["token"].ToString());
    }

    private async Task UserInfoAsync(HttpContext http)
    {
        var token = Aws.CallerAuthentication.BearerOf(http.Request.Headers) ?? "";
        foreach (var pool in pools)
        {
            if (pool.Tokens.Read(token, time.GetUtcNow()) is not { } claims || pool.Users.GetValueOrDefault(claims["username"]?.ToString() ?? "") is not { } user) continue;
            var answer = new JsonObject { ["sub"] = user.Sub, ["username"] = user.Name };
            foreach (var (name, value) in user.Attributes) answer[name] = value;
            await WriteAsync(http, answer);
            return;
        }
        throw new SignInRefusedException("invalid_token", "the token is wrong or too old", StatusCodes.Status401Unauthorized);
    }

    private async Task OidcResponseAsync(HttpContext http)
    {
        var pending = Take(http.Request.Query["state"].ToString(), "OIDC");
        GiveCode(http, pending.Request, await _oidc.EndAsync(pending, http.Request.Query, http.Connection.LocalPort, http.RequestAborted));
    }

    private async Task SamlResponseAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var pending = Take(form["RelayState"].ToString(), "SAML");
        GiveCode(http, pending.Request, await _saml.EndAsync(pending, form["SAMLResponse"].ToString(), Local(http, "/saml2/idpresponse"), http.RequestAborted));
    }

    private FederatedSignIn Take(string state, string type) => state.Length > 0 && _federated.TryRemove(state, out var pending) && pending.Provider.Type == type
        ? pending : throw new SignInRefusedException("invalid_request", "the state is missing, was used, or is of another sign-in");

    private void GiveCode(HttpContext http, SignInRequest request, PoolUser user)
    {
        var code = Guid.NewGuid().ToString();
        _codes[code] = new PendingCode(request, user, time.GetUtcNow() + CodeLife);
        var state = request.State is null ? "" : $"&state={Uri.EscapeDataString(request.State)}";
        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location = $"{request.RedirectUri}{(request.RedirectUri.Contains('?') ? '&' : '?')}code={code}{state}";
    }

    private PendingCode TakeCode(string code) => _codes.TryRemove(code, out var pending) && pending.Expires > time.GetUtcNow()
        ? pending : throw new SignInRefusedException("invalid_grant", "the code is wrong, was used, or is too old");

    private SignInRequest Read(HttpContext http)
    {
        var (query, port) = (http.Request.Query, http.Connection.LocalPort);
        var (pool, client) = ClientOf(query["client_id"].ToString());
        var redirect = query["redirect_uri"].ToString();
        // Nobody is sent to an address that is not registered, not even with an error.
        if (!urls.Names(client.CallbackUrls, redirect, port)) throw new SignInRefusedException("redirect_mismatch", "redirect_uri is not registered");
        if (query["response_type"] != "code" || !client.Flows.Contains("code")) throw new SignInRefusedException("unauthorized_client", "the client uses codes alone");
        var scope = query["scope"].ToString() is { Length: > 0 } asked ? asked : string.Join(' ', client.Scopes);
        if (scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(each => !client.Scopes.Contains(each))) throw new SignInRefusedException("invalid_scope", "the client may not ask for this scope");
        var challenge = Given(query["code_challenge"].ToString());
        if (challenge is not null && query["code_challenge_method"] != "S256") throw new SignInRefusedException("invalid_request", "code_challenge_method must be S256");
        return new SignInRequest(pool, client, redirect, scope, Given(query["state"].ToString()), Given(query["nonce"].ToString()), challenge);
    }

    private (UserPool Pool, AppClient Client) ClientOf(string id)
    {
        foreach (var pool in pools)
            if (pool.Clients.TryGetValue(id, out var client)) return (pool, client);
        throw new SignInRefusedException("invalid_client", "there is no such client");
    }

    private (UserPool Pool, bool IsKeys)? WellKnown(string path)
    {
        var pool = pools.FirstOrDefault(each => path.StartsWith($"/{each.Id}/.well-known/", StringComparison.Ordinal));
        return pool is null ? null : path.EndsWith("/jwks.json", StringComparison.Ordinal) ? (pool, true) : path.EndsWith("/openid-configuration", StringComparison.Ordinal) ? (pool, false) : null;
    }

    private static Task WellKnownAsync(HttpContext http, (UserPool Pool, bool IsKeys) asked)
    {
        if (asked.Pool.Tokens.IsDown)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
        return WriteAsync(http, asked.IsKeys ? asked.Pool.Tokens.KeySet() : new JsonObject
        {
            ["issuer"] = asked.Pool.Issuer, ["authorization_endpoint"] = Local(http, "/oauth2/authorize"), ["token_endpoint"] = Local(http, "/oauth2/token"),
            ["userinfo_endpoint"] = Local(http, "/oauth2/userInfo"), ["jwks_uri"] = Local(http, $"/{asked.Pool.Id}/.well-known/jwks.json"),
        });
    }

    private static Task WriteAsync(HttpContext http, JsonObject body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString());
    }

    private static string Local(HttpContext http, string path) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{http.Connection.LocalPort}{path}");

    private static string? Given(string text) => text.Length == 0 ? null : text;
}

/// <summary>A code that was given, and what it is worth.</summary>
internal sealed record PendingCode(SignInRequest Request, PoolUser User, DateTimeOffset Expires);

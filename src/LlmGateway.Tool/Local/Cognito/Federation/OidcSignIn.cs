using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Cognito.Federation;

/// <summary>Cognito as the relying party of an OpenID provider: code for tokens, id token by the provider's keys.</summary>
internal sealed class OidcSignIn(LocalUrls urls, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = LoopbackNames.ConnectAsync });

    public void Dispose() => _http.Dispose();

    public async Task<string> BeginAsync(FederatedSignIn pending, string state, int port, CancellationToken cancellationToken)
    {
        var authorize = await EndpointAsync(pending.Provider, "authorize_url", "authorization_endpoint", port, cancellationToken);
        var query = new Dictionary<string, string>
        {
            ["client_id"] = pending.Provider.Detail("client_id") ?? "", ["redirect_uri"] = RedirectOf(pending.Request.Pool), ["response_type"] = "code",
            ["scope"] = pending.Provider.Detail("authorize_scopes") ?? "openid", ["state"] = state, ["nonce"] = pending.Id,
        };
        return $"{authorize}?{string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";
    }

    /// <exception cref="SignInRefusedException">The provider refused, or what it says does not hold.</exception>
    public async Task<PoolUser> EndAsync(FederatedSignIn pending, IQueryCollection answer, int port, CancellationToken cancellationToken)
    {
        if (answer["error"].ToString() is { Length: > 0 } error) throw new SignInRefusedException(error, answer["error_description"].ToString());
        var provider = pending.Provider;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = answer["code"].ToString(), ["redirect_uri"] = RedirectOf(pending.Request.Pool),
            ["client_id"] = provider.Detail("client_id") ?? "", ["client_secret"] = provider.Detail("client_secret") ?? "",
        });
        using var response = await _http.PostAsync(await EndpointAsync(provider, "token_url", "token_endpoint", port, cancellationToken), form, cancellationToken);
        var tokens = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject ?? [];
        if (tokens["id_token"]?.ToString() is not { } idToken) throw new SignInRefusedException("invalid_request", $"{provider.Name} gave no id token: {tokens["error"]}");
        var claims = await VerifyAsync(pending, idToken, port, cancellationToken);
        var userInfo = await EndpointAsync(provider, "attributes_url", "userinfo_endpoint", port, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, userInfo) { Headers = { Authorization = new("Bearer", tokens["access_token"]?.ToString()) } };
        using var info = await _http.SendAsync(request, cancellationToken);
        if (!info.IsSuccessStatusCode) throw new SignInRefusedException("invalid_request", $"{provider.Name} gave no user information ({(int)info.StatusCode}): {await info.Content.ReadAsStringAsync(cancellationToken)}");
        foreach (var (name, value) in await info.Content.ReadFromJsonAsync<JsonObject>(cancellationToken) ?? []) claims[name] = value?.DeepClone();
        return pending.Admit(claims["sub"]!.ToString(), claims.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal));
    }

    private async Task<JsonObject> VerifyAsync(FederatedSignIn pending, string token, int port, CancellationToken cancellationToken)
    {
        var provider = pending.Provider;
        var parts = token.Split('.');
        var head = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var keys = await _http.GetFromJsonAsync<JsonObject>(await EndpointAsync(provider, "jwks_uri", "jwks_uri", port, cancellationToken), cancellationToken);
        var key = (keys?["keys"] as JsonArray)?.FirstOrDefault(each => each?["kid"]?.ToString() == head["kid"]?.ToString()) ?? throw new SignInRefusedException("invalid_request", "the id token names an unknown key");
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key["n"]!.ToString()), Exponent = Base64Url.DecodeFromChars(key["e"]!.ToString()) });
        var holds = rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var claims = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        if (!holds || claims["iss"]?.ToString() != provider.Detail("oidc_issuer") || claims["aud"]?.ToString() != provider.Detail("client_id") || claims["nonce"]?.ToString() != pending.Id
            || claims["exp"]?.GetValue<long>() is not { } expires || expires < time.GetUtcNow().ToUnixTimeSeconds())
            throw new SignInRefusedException("invalid_request", "the id token's signature, issuer, audience, nonce or time is wrong");
        return claims;
    }

    /// <summary>As the template has it, or as the issuer's configuration says.</summary>
    private async Task<string> EndpointAsync(IdentityProvider provider, string detail, string member, int port, CancellationToken cancellationToken)
    {
        if (provider.Detail(detail) is { } given) return urls.ToLocal(given, port);
        var configuration = await _http.GetFromJsonAsync<JsonObject>(urls.ToLocal($"{provider.Detail("oidc_issuer")}/.well-known/openid-configuration", port), cancellationToken);
        return urls.ToLocal(configuration?[member]?.ToString() ?? throw new SignInRefusedException("invalid_request", string.Create(CultureInfo.InvariantCulture, $"{provider.Name} has no {member}")), port);
    }

    /// <summary>As Cognito registers itself: the address in AWS.</summary>
    private static string RedirectOf(UserPool pool) => $"https://{pool.DomainHost}/oauth2/idpresponse";
}

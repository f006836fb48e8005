using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>Tokens that must not count: each is refused by both gateways with 401.</summary>
[Collection(SignInStack.Collection)]
public sealed class TokenAttackTests(SignInStack stack)
{
    [Theory]
    [InlineData("no token")]
    [InlineData("not a token")]
    [InlineData("alg none")]
    [InlineData("alg none, no signature")]
    [InlineData("HS256 signed with the public key")]
    [InlineData("unknown kid")]
    [InlineData("no kid")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("jwk")]
    [InlineData("crit")]
    [InlineData("wrong issuer")]
    [InlineData("wrong client")]
    [InlineData("id token")]
    [InlineData("use of a refresh token")]
    [InlineData("expired")]
    [InlineData("no expiry")]
    [InlineData("not yet valid")]
    [InlineData("issued in the future")]
    [InlineData("tampered payload")]
    [InlineData("signed by another key under this kid")]
    [InlineData("claims twice")]
    [InlineData("oversized")]
    [InlineData("no subject")]
    public async Task Is_refused(string attack)
    {
        var token = Make(attack);

        (await stack.RestStatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        (await stack.ConnectStatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_token_from_which_the_attacks_are_made_counts()
    {
        (await stack.RestStatusAsync(Sign(Claims()))).Should().Be(HttpStatusCode.OK);
        (await stack.ConnectStatusAsync(Sign(Claims()))).Should().BeNull();
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(30)]
    public async Task Clocks_may_differ_by_a_minute(int seconds)
    {
        var claims = Claims();
        if (seconds < 0) claims["exp"] = Now + seconds;
        else (claims["iat"], claims["nbf"]) = (Now + seconds, Now + seconds);

        (await stack.RestStatusAsync(Sign(claims))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refusal_speaks_the_clients_language()
    {
        using var client = stack.Http("nonsense");
        using var response = await client.PostAsync("v1/chat/completions", new StringContent("{}"));

        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>().Should().Be("invalid_api_key");
    }

    [Fact]
    public async Task Nobody_comes_in_while_the_keys_can_not_be_had()
    {
        // A run of its own, whose authorizer never had any.
        await using var run = await stack.StartAsync();
        run.UserPools.Single().Tokens.IsDown = true;
        using var client = SignInStack.Http(run, Sign(Claims()));

        using var refused = await client.GetAsync("v1/models");
        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.Should().NotBeNull();
        (await SignInStack.ConnectStatusAsync(run, socket => socket.Options.SetRequestHeader("Authorization", $"Bearer {Sign(Claims())}"))).Should().Be(HttpStatusCode.InternalServerError);
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private string AppClient => stack.Pool.Clients.Values.First(client => client.LogicalId.StartsWith("AuthBrowser", StringComparison.Ordinal)).Id;

    private JsonObject Claims() => new()
    {
        ["sub"] = "11111111-2222-3333-4444-555555555555", ["iss"] = stack.Pool.Issuer, ["client_id"] = AppClient, ["token_use"] = "access", ["username"] = "forged",
        ["scope"] = "openid", ["iat"] = Now, ["exp"] = Now + 600, ["jti"] = Guid.NewGuid().ToString(),
    };

    private string? Make(string attack)
    {
        var (claims, key) = (Claims(), stack.Pool.Tokens.KeyId);
        switch (attack)
        {
            case "no token": return null;
            case "not a token": return "a.b";
            case "alg none": return $"{Encode(new JsonObject { ["alg"] = "none", ["kid"] = key })}.{Encode(claims)}.{Sign(claims).Split('.')[2]}";
            case "alg none, no signature": return $"{Encode(new JsonObject { ["alg"] = "none", ["kid"] = key })}.{Encode(claims)}.";
            case "HS256 signed with the public key":
                var text = $"{Encode(new JsonObject { ["alg"] = "HS256", ["kid"] = key })}.{Encode(claims)}";
                return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(stack.Pool.Tokens.Key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(text)))}";
            case "unknown kid": return Sign(claims, new JsonObject { ["alg"] = "RS256", ["kid"] = "other" });
            case "no kid": return Sign(claims, new JsonObject { ["alg"] = "RS256" });
            case "jku" or "x5u": return Sign(claims, new JsonObject { ["alg"] = "RS256", ["kid"] = key, [attack] = "https://evil.example.com/keys" });
            case "jwk": return Sign(claims, new JsonObject { ["alg"] = "RS256", ["kid"] = key, ["jwk"] = new JsonObject { ["kty"] = "RSA" } });
            case "crit": return Sign(claims, new JsonObject { ["alg"] = "RS256", ["kid"] = key, ["crit"] = new JsonArray("exp") });
            case "wrong issuer": claims["iss"] = stack.Pool.Issuer.Replace(stack.Pool.Id, "us-east-1_otherPool", StringComparison.Ordinal); break;
            case "wrong client": claims["client_id"] = "another-client"; break;
            case "id token": (claims["token_use"], claims["aud"], claims["cognito:username"]) = ("id", AppClient, "forged"); break;
            case "use of a refresh token": claims["token_use"] = "refresh"; break;
            case "expired": claims["exp"] = Now - 61; break;
            case "no expiry": claims.Remove("exp"); break;
            case "not yet valid": claims["nbf"] = Now + 90; break;
            case "issued in the future": claims["iat"] = Now + 90; break;
            case "tampered payload":
                var parts = Sign(claims).Split('.');
                claims["cognito:groups"] = new JsonArray("admins");
                return $"{parts[0]}.{Encode(claims)}.{parts[2]}";
            case "signed by another key under this kid":
                using (var other = RSA.Create(2048)) return Sign(claims, key: other);
            case "claims twice":
                return SignText("""{"alg":"RS256","kid":"K"}""".Replace("K", key, StringComparison.Ordinal), claims.ToJsonString().Insert(1, "\"username\":\"admin\","), stack.Pool.Tokens.Key);
            case "oversized": claims["scope"] = new string('x', 8 * 1024); break;
            case "no subject": claims.Remove("sub"); break;
            default: throw new ArgumentException(attack);
        }
        return Sign(claims);
    }

    private string Sign(JsonObject claims, JsonObject? header = null, RSA? key = null) =>
        SignText((header ?? new JsonObject { ["alg"] = "RS256", ["kid"] = stack.Pool.Tokens.KeyId }).ToJsonString(), claims.ToJsonString(), key ?? stack.Pool.Tokens.Key);

    private static string SignText(string header, string claims, RSA key)
    {
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}

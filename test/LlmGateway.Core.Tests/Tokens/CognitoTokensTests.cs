using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tokens;
using LlmGateway.Shared;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Tokens;

/// <summary>Whose tokens count, and when the keys are asked for. What real attacks look like is in the end-to-end tests.</summary>
public sealed class CognitoTokensTests : IDisposable
{
    private const string Pool = "eu-west-1_AbCdEf123";
    private const string Issuer = $"https://cognito-idp.eu-west-1.amazonaws.com/{Pool}";

    private readonly RSA _key = RSA.Create(2048);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly Keys _keys;

    public CognitoTokensTests() => _keys = new Keys(_key);

    public void Dispose()
    {
        _key.Dispose();
        _keys.Dispose();
    }

    [Fact]
    public async Task A_person_is_known_by_subject_name_and_groups()
    {
        var bearer = await Tokens().VerifyAsync(Sign(Claims()), default);

        bearer.Should().BeEquivalentTo(new TokenBearer("user:s-1", "ada", ["admins", "x,y"], IsAdmin: true, "client-1"));
    }

    [Fact]
    public async Task A_program_is_known_by_its_client()
    {
        var claims = Claims();
        claims.Remove("username");
        claims["sub"] = "client-1";

        (await Tokens().VerifyAsync(Sign(claims), default)).Should().BeEquivalentTo(new TokenBearer("client:client-1", "client-1", [], IsAdmin: false, "client-1"));
    }

    [Theory]
    [InlineData("custom:tenant", null, "claimed")]
    [InlineData("custom:none", null, null)]
    [InlineData(null, "x,", "y")]
    [InlineData(null, "x,y", null)]
    [InlineData(null, "nobody-", null)]
    [InlineData(null, "", null)]
    [InlineData(null, null, null)]
    public async Task A_tenant_is_known_by_a_claim_or_by_the_one_group_that_names_it(string? claim, string? prefix, string? tenant)
    {
        var claims = Claims();
        claims["custom:tenant"] = "claimed";

        (await Tokens(claim: claim, prefix: prefix).VerifyAsync(Sign(claims), default)).Tenant.Should().Be(tenant);
    }

    [Fact]
    public async Task Where_id_tokens_are_wanted_access_tokens_do_not_count()
    {
        var id = Claims();
        (id["token_use"], id["aud"], id["cognito:username"]) = ("id", "client-1", "ada");
        var tokens = Tokens(TokenUses.Id);

        (await tokens.VerifyAsync(Sign(id), default)).UserName.Should().Be("ada");
        await tokens.Invoking(each => each.VerifyAsync(Sign(Claims()), default)).Should().ThrowAsync<TokenException>().WithMessage("its use is 'access', not 'id'");
    }

    [Fact]
    public async Task Without_keys_nobody_is_let_in_and_the_next_token_asks_again()
    {
        var tokens = Tokens();
        _keys.Status = HttpStatusCode.ServiceUnavailable;
        await tokens.Invoking(each => each.VerifyAsync(Sign(Claims()), default)).Should().ThrowAsync<HttpRequestException>();

        _keys.Status = HttpStatusCode.OK;

        (await tokens.VerifyAsync(Sign(Claims()), default)).UserName.Should().Be("ada");
    }

    [Fact]
    public async Task Keys_are_kept_for_an_hour()
    {
        var tokens = Tokens();
        for (var minutes = 0; minutes < 59; minutes += 10)
        {
            await tokens.VerifyAsync(Sign(Claims()), default);
            _time.Advance(TimeSpan.FromMinutes(9));
        }
        _keys.Asked.Should().Be(1);

        _time.Advance(TimeSpan.FromMinutes(30));
        await tokens.VerifyAsync(Sign(Claims()), default);
        _keys.Asked.Should().Be(2);
    }

    [Fact]
    public async Task Made_up_keys_do_not_have_the_set_fetched_again_and_again()
    {
        var tokens = Tokens();
        for (var i = 0; i < 20; i++)
            await tokens.Invoking(each => each.VerifyAsync(Sign(Claims(), $"made-up-{i}"), default)).Should().ThrowAsync<TokenException>();
        _keys.Asked.Should().Be(1);

        _time.Advance(TimeSpan.FromSeconds(11));
        await tokens.Invoking(each => each.VerifyAsync(Sign(Claims(), "made-up"), default)).Should().ThrowAsync<TokenException>();
        _keys.Asked.Should().Be(2, "a new key of the issuer's own is found soon");
    }

    private CognitoTokens Tokens(string use = TokenUses.Access, string? claim = null, string? prefix = null) =>
        new(new AuthorizerDocument { Pool = Pool, Clients = ["client-1"], Use = use, AdminGroup = "admins", TenantClaim = claim, TenantGroupPrefix = prefix }, new HttpMessageInvoker(_keys, disposeHandler: false), _ => null, _time);

    private JsonObject Claims() => new()
    {
        ["sub"] = "s-1", ["iss"] = Issuer, ["token_use"] = "access", ["client_id"] = "client-1", ["username"] = "ada", ["cognito:groups"] = new JsonArray("admins", "x,y"),
        ["exp"] = _time.GetUtcNow().ToUnixTimeSeconds() + 3600,
    };

    private string Sign(JsonObject claims, string key = "key-1")
    {
        var text = $"{Encode($$"""{"alg":"RS256","kid":"{{key}}"}""")}.{Encode(claims.ToJsonString())}";
        return $"{text}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Publishes one key.</summary>
    private sealed class Keys(RSA key) : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            request.RequestUri!.ToString().Should().Be($"{Issuer}/.well-known/jwks.json");
            var parameters = key.ExportParameters(false);
            var set = new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = "key-1", ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) }) };
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(set.ToJsonString()) });
        }
    }
}

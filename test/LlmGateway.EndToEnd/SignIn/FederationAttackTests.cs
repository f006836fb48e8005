using System.Net;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>Sign-ins that must not succeed.</summary>
[Collection(SignInStack.Collection)]
public sealed class FederationAttackTests(SignInStack stack)
{
    public static TheoryData<string> Assertions => ["unsigned", "by another key", "wrong audience", "wrong issuer", "too old", "changed after signing", "a second assertion"];

    [Theory]
    [MemberData(nameof(Assertions))]
    public async Task A_broken_assertion(string attack)
    {
        var good = new SamlDirectory.Assertion { Name = "ada" };
        stack.Saml.Next = attack switch
        {
            "unsigned" => good with { Signed = false },
            "by another key" => good with { ByStranger = true },
            "wrong audience" => good with { Audience = "urn:amazon:cognito:sp:us-east-1_other" },
            "wrong issuer" => good with { Issuer = "https://other.example.com/" },
            "too old" => good with { Age = TimeSpan.FromMinutes(-30) },
            "changed after signing" => good with { Change = xml => xml.Replace(">ada<", ">root<", StringComparison.Ordinal) },
            _ => good with { Change = xml => xml.Replace("</samlp:Status>", "</samlp:Status><saml:Assertion ID=\"_x\"><saml:Issuer>https://directory.example.com/</saml:Issuer></saml:Assertion>", StringComparison.Ordinal) },
        };
        await RefusedAsync("Directory", "Invalid samlResponse");
    }

    [Fact]
    public async Task An_assertion_twice()
    {
        stack.Saml.Next = new SamlDirectory.Assertion { Name = "ada", Id = $"_same{Guid.NewGuid():N}" };
        using var browser = new UserAgent(stack.Run);
        await browser.SignInByAsync("Directory");

        // The very form again: its state is used up.
        using var again = await browser.PostAsync(new Uri(stack.Run.Endpoint, "/saml2/idpresponse"), browser.SamlForm!);
        again.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        // The same assertion for a new request.
        await RefusedAsync("Directory", "it was used before");
    }

    [Theory]
    [InlineData("stranger", true, null, "not among those who may sign in")]
    [InlineData("invited", true, "pending", "not among those who may sign in")]
    [InlineData("octocat", false, null, "not verified")]
    public async Task GitHub_keeps_out(string login, bool verified, string? membership, string because)
    {
        (stack.GitHub.Login, stack.GitHub.EmailVerified) = (login, verified);
        stack.GitHub.Memberships.Clear();
        if (membership is not null) stack.GitHub.Memberships["/user/memberships/orgs/acme"] = membership;

        await RefusedAsync("GitHub", because);
    }

    [Theory]
    [InlineData("/oauth2/idpresponse?code=x")]
    [InlineData("/oauth2/idpresponse?code=x&state=made-up")]
    public async Task A_state_that_was_never_given(string address)
    {
        using var browser = new UserAgent(stack.Run);

        (await browser.FollowAsync(address)).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/authorize?client_id=gh-client&response_type=code&state=s&redirect_uri=https://evil.example.com/", 400)]
    [InlineData("/authorize?client_id=other&response_type=code&state=s&redirect_uri=R", 400)]
    [InlineData("/authorize?client_id=gh-client&response_type=code&redirect_uri=R", 400)]
    [InlineData("/callback?code=gh-code&state=made-up", 400)]
    [InlineData("/callback?code=gh-code", 400)]
    [InlineData("/userinfo", 401)]
    public async Task The_provider_in_front_of_GitHub_refuses(string address, int status)
    {
        using var browser = new UserAgent(stack.Run);
        var site = stack.Run.Apis.Single(api => api.Name.Contains("GitHub", StringComparison.Ordinal)).Url.ToString().TrimEnd('/');

        var answer = await browser.FollowAsync(site + address.Replace("=R", $"={Uri.EscapeDataString($"https://{stack.Pool.DomainHost}/oauth2/idpresponse")}", StringComparison.Ordinal));

        ((int)answer.Status).Should().Be(status);
    }

    [Fact]
    public async Task The_provider_gives_no_tokens_without_its_clients_secret()
    {
        using var browser = new UserAgent(stack.Run);
        var site = stack.Run.Apis.Single(api => api.Name.Contains("GitHub", StringComparison.Ordinal)).Url;

        using var response = await browser.PostAsync(new Uri(site, "token"), new FormUrlEncodedContent([new("grant_type", "authorization_code"), new("client_id", "gh-client"), new("client_secret", "guess"), new("code", "x")]));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_redirect_that_is_not_registered()
    {
        using var browser = new UserAgent(stack.Run);

        var (app, status, page) = await browser.FollowAsync(browser.Authorize(redirect: "https://evil.example.com/"));

        (app, status).Should().Be((null, HttpStatusCode.BadRequest));
        page.Should().Contain("redirect_mismatch");
    }

    [Fact]
    public async Task A_code_without_its_verifier()
    {
        stack.AddUser("paula");
        using var browser = new UserAgent(stack.Run);
        var (app, _, _) = await browser.PasswordAsync("paula", SignInStack.Password);

        var (status, body) = await browser.RedeemAsync(app!["code"]!, verifier: false);

        (status, body["error"]!.GetValue<string>()).Should().Be((HttpStatusCode.BadRequest, "invalid_grant"));
    }

    private async Task RefusedAsync(string provider, string because)
    {
        using var browser = new UserAgent(stack.Run);
        var (app, status, page) = await browser.FollowAsync(browser.Authorize($"&identity_provider={provider}"));
        (app, status).Should().Be((null, HttpStatusCode.BadRequest));
        page.Should().Contain(because);
    }
}

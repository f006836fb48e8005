using System.Net;
using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>Each way in, from the first redirect to the answered prompt.</summary>
[Collection(SignInStack.Collection)]
public sealed class SignInTests(SignInStack stack)
{
    [Fact]
    public async Task A_password_on_the_page()
    {
        stack.AddUser("grace");
        using var browser = new UserAgent(stack.Run);

        var (app, _, _) = await browser.PasswordAsync("grace", SignInStack.Password);
        var (status, tokens) = await browser.RedeemAsync(app!["code"]!);

        status.Should().Be(HttpStatusCode.OK);
        (await ModelsAsync(tokens["access_token"]!.GetValue<string>())).Should().Equal("nova-lite");
        (await stack.RestStatusAsync(tokens["access_token"]!.GetValue<string>())).Should().Be(HttpStatusCode.OK);
        (await browser.RedeemAsync(app["code"]!)).Status.Should().Be(HttpStatusCode.BadRequest, "a code serves once");
    }

    [Fact]
    public async Task A_wrong_password_stays_on_the_page()
    {
        stack.AddUser("grace");
        using var browser = new UserAgent(stack.Run);

        var (app, _, page) = await browser.PasswordAsync("grace", "Wrong-Horse-9");

        app.Should().BeNull();
        page.Should().Contain("Incorrect username or password.");
    }

    [Fact]
    public async Task The_directory_and_its_groups_count()
    {
        stack.Saml.Next = new SamlDirectory.Assertion { Name = "ada", Groups = ["0b1c", "ffff"] };
        using var browser = new UserAgent(stack.Run);

        var tokens = await browser.SignInByAsync("Directory");

        var claims = Claims(tokens);
        claims["username"]!.GetValue<string>().Should().Be("Directory_ada");
        // The mapped group, and the one that Cognito makes of a provider; the group that is not mapped is left out.
        claims["cognito:groups"]!.AsArray().Select(group => group!.GetValue<string>()).Should().BeEquivalentTo($"{stack.Pool.Id}_Directory", "admins");
        (await ModelsAsync(tokens["access_token"]!.GetValue<string>())).Should().Equal("nova-lite", "nova-pro");
    }

    [Fact]
    public async Task Who_left_a_group_of_the_directory_leaves_it_at_the_next_sign_in()
    {
        using var browser = new UserAgent(stack.Run);
        stack.Saml.Next = new SamlDirectory.Assertion { Name = "bob", Groups = ["0b1c", "77aa"] };
        Claims(await browser.SignInByAsync("Directory"))["cognito:groups"]!.ToJsonString().Should().Contain("admins").And.Contain("engineers");

        stack.Saml.Next = new SamlDirectory.Assertion { Name = "bob", Groups = ["77aa"] };

        Claims(await browser.SignInByAsync("Directory"))["cognito:groups"]!.ToJsonString().Should().NotContain("admins").And.Contain("engineers");
    }

    [Fact]
    public async Task The_domain_of_an_address_chooses_the_directory()
    {
        stack.Saml.Next = new SamlDirectory.Assertion { Name = "eve" };
        using var browser = new UserAgent(stack.Run);

        (await browser.FollowAsync(browser.Authorize("&idp_identifier=example.com"))).App.Should().NotBeNull();
    }

    [Fact]
    public async Task A_user_with_a_password_can_not_put_himself_into_a_group_of_the_directory()
    {
        var user = stack.AddUser("mallory");
        // As the token of a password sign-in lets him.
        user.Attributes["custom:groups"] = "[0b1c]";

        var token = await stack.TokenOfAsync("mallory2");
        stack.Pool.Users["mallory2"].Attributes["custom:groups"] = "[0b1c]";
        using var browser = new UserAgent(stack.Run);
        var (app, _, _) = await browser.PasswordAsync("mallory2", SignInStack.Password);

        Claims((await browser.RedeemAsync(app!["code"]!)).Body)["cognito:groups"].Should().BeNull();
        (await ModelsAsync(token)).Should().Equal("nova-lite");
    }

    [Theory]
    [InlineData("octocat", null, null)]
    [InlineData("hubot", "/user/memberships/orgs/acme", "acme")]
    [InlineData("hubot", "/orgs/globex/teams/platform/memberships/hubot", "globex/platform")]
    public async Task GitHub_lets_in_whom_the_list_names(string login, string? membership, string? group)
    {
        (stack.GitHub.Login, stack.GitHub.EmailVerified) = (login, true);
        stack.GitHub.Memberships.Clear();
        if (membership is not null) stack.GitHub.Memberships[membership] = "active";
        using var browser = new UserAgent(stack.Run);

        var tokens = await browser.SignInByAsync("GitHub");

        Claims(tokens)["username"]!.GetValue<string>().Should().Be("GitHub_583231");
        if (group is not null) Claims(tokens)["cognito:groups"]!.AsArray().Select(each => each!.GetValue<string>()).Should().Contain(group);
        (await stack.RestStatusAsync(tokens["access_token"]!.GetValue<string>())).Should().Be(HttpStatusCode.OK);
        stack.GitHub.Scope.Should().Be("read:user user:email read:org");
    }

    [Fact]
    public async Task A_program_with_its_own_credentials()
    {
        using var program = new UserAgent(stack.Run, "Machine");

        var (status, tokens) = await program.TokenAsync(new("grant_type", "client_credentials"), new("client_id", program.Client.Id), new("client_secret", program.Client.Secret!), new("scope", "llm-gateway/invoke"));

        status.Should().Be(HttpStatusCode.OK);
        (await ModelsAsync(tokens["access_token"]!.GetValue<string>())).Should().Equal("nova-pro");
    }

    [Fact]
    public async Task Tokens_are_renewed()
    {
        stack.AddUser("rosa");
        using var browser = new UserAgent(stack.Run);
        var (app, _, _) = await browser.PasswordAsync("rosa", SignInStack.Password);
        var (_, first) = await browser.RedeemAsync(app!["code"]!);

        var (status, renewed) = await browser.TokenAsync(new("grant_type", "refresh_token"), new("client_id", browser.Client.Id), new("refresh_token", first["refresh_token"]!.GetValue<string>()));

        status.Should().Be(HttpStatusCode.OK);
        (await stack.RestStatusAsync(renewed["access_token"]!.GetValue<string>())).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_web_socket_takes_the_token_in_each_of_three_places()
    {
        var token = await stack.TokenOfAsync("wendy");

        (await stack.ConnectStatusAsync(token)).Should().BeNull();
        (await stack.ConnectStatusAsync(_ => { }, $"?token={token}")).Should().BeNull();
        string? chosen = null;
        (await stack.ConnectStatusAsync(socket =>
        {
            socket.Options.AddSubProtocol("llm-gateway.v1");
            socket.Options.AddSubProtocol($"bearer.{token}");
            chosen = "llm-gateway.v1";
        })).Should().BeNull();
        chosen.Should().NotBeNull();
    }

    [Fact]
    public async Task Keys_that_are_rotated_count_at_once()
    {
        await stack.TokenOfAsync("kim");
        stack.Pool.Tokens.Rotate();

        var token = await stack.TokenOfAsync("kim");

        // Made-up key ids may have the set fetched every ten seconds, so a key that is newer than the set may wait as long.
        await Eventually.HoldsAsync(async () => await stack.RestStatusAsync(token) == HttpStatusCode.OK, TimeSpan.FromSeconds(20));
    }

    private async Task<List<string>> ModelsAsync(string token)
    {
        using var client = stack.Http(token);
        using var response = await client.GetAsync("v1/models");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return [.. JsonNode.Parse(text)!["data"]!.AsArray().Select(model => model!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
    }

    private static JsonNode Claims(JsonNode tokens) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(tokens["access_token"]!.GetValue<string>().Split('.')[1]))!;
}

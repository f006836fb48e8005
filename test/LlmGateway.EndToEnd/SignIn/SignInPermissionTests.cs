namespace LlmGateway.EndToEnd.SignIn;

/// <summary>The functions beside the gateways may do what signing in takes, and nothing else.</summary>
[Collection(SignInStack.Collection)]
public sealed class SignInPermissionTests(SignInStack stack)
{
    [Theory]
    [InlineData("AuthGitHubHandlerRole")]
    [InlineData("AuthGitHubRotationRole")]
    [InlineData("AuthAuthorizerRole")]
    [InlineData("AuthPreTokenRole")]
    public async Task Each_role_uses_all_of_its_actions_and_is_denied_nothing(string role)
    {
        (stack.GitHub.Login, stack.GitHub.EmailVerified) = ("octocat", true);
        using var browser = new UserAgent(stack.Run);
        var tokens = await browser.SignInByAsync("GitHub");
        await stack.RestStatusAsync(tokens["access_token"]!.GetValue<string>());

        var used = stack.Decisions.Where(decision => decision.PrincipalArn.Contains($"-{role}", StringComparison.Ordinal)).ToList();

        used.Should().NotBeEmpty().And.OnlyContain(decision => decision.Allowed);
        TemplatePermissions.Of(stack.Template).Where(permission => permission.LogicalId.StartsWith(role, StringComparison.Ordinal)).Select(permission => permission.Action).Distinct()
            .Should().NotBeEmpty().And.BeSubsetOf(used.Select(decision => decision.Action).Distinct());
    }
}

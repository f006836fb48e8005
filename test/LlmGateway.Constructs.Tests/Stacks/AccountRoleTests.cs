using Amazon.CDK;
using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs.Tests.Stacks;

/// <summary>The role by which API Gateway logs: once, whoever comes first, and every stage after it.</summary>
public sealed class AccountRoleTests
{
    private static readonly GatewayLogs Elsewhere = new() { AccountRole = AccountRole.Existing };

    [Theory]
    [InlineData(AccountRole.Once, AccountRole.Once, 1)]
    [InlineData(AccountRole.Existing, AccountRole.Once, 1)]
    [InlineData(AccountRole.Once, AccountRole.Existing, 1)]
    [InlineData(AccountRole.Existing, AccountRole.Existing, 0)]
    public void It_is_made_once_and_awaited_by_all(AccountRole first, AccountRole second, int made)
    {
        foreach (var restFirst in new[] { true, false })
        {
            var template = StackTemplate.Of(stack =>
            {
                if (restFirst) Rest(stack, first);
                _ = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Logs = Elsewhere with { AccountRole = restFirst ? second : first } });
                if (!restFirst) Rest(stack, second);
            });

            var accounts = template.Resources.Where(each => (string?)each.Value!["Type"] == "AWS::ApiGateway::Account").Select(each => each.Key).ToArray();
            accounts.Should().HaveCount(made);
            if (made == 0) continue;
            foreach (var stage in template.Resources.Where(each => (string?)each.Value!["Type"] is "AWS::ApiGateway::Stage" or "AWS::ApiGatewayV2::Stage"))
                stage.Value!["DependsOn"]!.ToJsonString().Should().ContainAll(accounts);
        }
    }

    [Fact]
    public void A_sign_in_by_GitHub_leaves_it_to_the_gateway_and_makes_it_where_there_is_none()
    {
        foreach (var hasGateway in new[] { true, false })
        {
            var template = StackTemplate.Of(stack =>
            {
                var auth = new CognitoAuth(stack, "Auth");
                auth.AddGitHub("client", Secret.FromSecretNameV2(stack, "GitHub", "github"), GitHubAllow.Organization("acme"));
                if (hasGateway) Rest(stack, AccountRole.Once);
            });

            var account = template.Resources.Should().ContainSingle(each => (string?)each.Value!["Type"] == "AWS::ApiGateway::Account").Subject.Key;
            account.StartsWith("Rest", StringComparison.Ordinal).Should().Be(hasGateway);
            template.Resource("AuthGitHubApiDeploymentStageprod")["DependsOn"]!.ToJsonString().Should().Contain(account);
        }
    }

    [Fact]
    public void A_nested_stack_waits_for_its_parents()
    {
        var template = StackTemplate.Of(stack =>
        {
            Rest(new NestedStack(stack, "One"), AccountRole.Once);
            Rest(new NestedStack(stack, "Two"), AccountRole.Once);
        });

        var account = template.Resources.Should().ContainSingle(each => (string?)each.Value!["Type"] == "AWS::ApiGateway::Account").Subject.Key;
        foreach (var nested in template.Resources.Where(each => (string?)each.Value!["Type"] == "AWS::CloudFormation::Stack"))
            nested.Value!["DependsOn"]!.ToJsonString().Should().Contain(account);
    }

    private static void Rest(Stack stack, AccountRole role) => _ = new LlmRestGateway(stack, "Rest", Fakes.Props with { Logs = Elsewhere with { AccountRole = role } });
}

using Amazon.CDK.AWS.IAM;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class ModelAccessTests
{
    [Fact]
    public void A_key_is_known_by_its_id() =>
        StackTemplate.OfGateway(_ => Fakes.Props with
        {
            Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["team-a", "team-b"] }),
            Access = [ModelAccess.ForApiKey("team-b", "nova-lite"), ModelAccess.ForEveryone("nova-lite")],
        }).Config.Should().EndWith("""
            "access":[{"subject":"key:${GatewayKeyteamb}","models":["nova-lite"]},{"subject":"*","models":["nova-lite"]}],"keyNames":{"${GatewayKeyteama}":"team-a","${GatewayKeyteamb}":"team-b"}}
            """);

    [Fact]
    public void A_role_is_known_without_its_path_since_its_sessions_are() =>
        StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Access =
            [
                ModelAccess.ForRole(new Role(stack, "Role", new RoleProps { AssumedBy = new AccountRootPrincipal(), Path = "/teams/" }), "nova-lite"),
                ModelAccess.ForRole(Role.FromRoleArn(stack, "Other", "arn:aws:iam::444455556666:role/teams/batch"), "nova-lite"),
                ModelAccess.ForPrincipal("arn:aws:iam::111122223333:role/Data*", "nova-lite"),
            ],
        }).Config.Should().EndWith("""
            "access":[{"subject":"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Role}","models":["nova-lite"]},{"subject":"arn:${AWS::Partition}:iam::444455556666:role/batch","models":["nova-lite"]},{"subject":"arn:aws:iam::111122223333:role/Data*","models":["nova-lite"]}]}
            """);

    [Fact]
    public void Without_rules_the_handler_is_told_none() => StackTemplate.OfGateway(_ => Fakes.Props).Config.Should().NotContain("access");
}

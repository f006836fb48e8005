using Amazon.CDK;

namespace LlmGateway.Constructs.Tests.Stacks;

/// <summary>Two sign-ins in a stack, ids as long as the CDK allows and in any script, numbers that are known only at deployment.</summary>
public sealed class LongNamesTests
{
    private static readonly Lazy<StackTemplate> Made = new(() => StackTemplate.Of(stack =>
    {
        var deep = new global::Constructs.Construct(stack, "Zugänge-" + new string('x', 240));
        var rate = new CfnParameter(stack, "Rate", new CfnParameterProps { Type = "Number", Default = 5 });
        var first = new CognitoAuth(stack, "Auth");
        var second = new CognitoAuth(deep, "Auth");
        _ = new LlmRestGateway(deep, "Rest", Fakes.Props with { Authorization = GatewayAuthorization.Cognito(first), Name = "rest", Api = new GatewayApi { Throttle = new GatewayThrottle { RequestsPerSecond = rate.ValueAsNumber } } });
        _ = new LlmWebSocketGateway(deep, "Socket", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Authorization = GatewayAuthorization.Cognito(second), Name = "socket" });
    }));

    [Fact]
    public void Each_pool_has_a_domain_of_its_own_and_the_first_the_one_it_always_had()
    {
        var domains = Made.Value.All("AWS::Cognito::UserPoolDomain").Select(domain => domain["Domain"]!.ToJsonString()).ToArray();
        domains.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        Made.Value.Properties("AuthDomain")["Domain"]!["Fn::Join"]![1]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public void Names_and_descriptions_are_what_AWS_takes()
    {
        foreach (var properties in Made.Value.Resources.Select(each => each.Value!["Properties"]?.AsObject()).OfType<System.Text.Json.Nodes.JsonObject>())
        {
            foreach (var (member, longest) in new[] { ("Description", 256), ("Name", 128) })
            {
                if (properties[member] is not System.Text.Json.Nodes.JsonValue value) continue;
                value.ToString().Length.Should().BeLessThanOrEqualTo(longest);
                value.ToString().Should().MatchRegex("^[ -~]*$");
            }
        }
    }

    [Fact]
    public void A_rate_that_is_known_at_deployment_is_carried() =>
        Cfn.Text(Made.Value.Only("AWS::ApiGateway::Stage")["MethodSettings"]![0]!["ThrottlingRateLimit"]!).Should().Be("${Rate}");
}

using Amazon.CDK.AWS.WAFv2;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class WafTests
{
    [Fact]
    public void Managed_rules_block_attacks_and_only_count_what_looks_into_prompts()
    {
        var template = With(Waf.Managed());
        var acl = template.Only("AWS::WAFv2::WebACL");
        ((string)acl["Scope"]!).Should().Be("REGIONAL");
        acl["DefaultAction"]!.ToJsonString().Should().Be("""{"Allow":{}}""");
        var rules = acl["Rules"]!.AsArray().Select(rule => rule!.AsObject()).ToList();
        rules.Select(rule => (string)rule["Name"]!).Should().Equal(
            "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "RequestsPerAddress");
        rules[1]["Statement"]!["ManagedRuleGroupStatement"]!["RuleActionOverrides"]!.AsArray()
            .Select(rule => $"{(string)rule!["Name"]!} {rule["ActionToUse"]!.ToJsonString()}")
            .Should().HaveCount(5).And.OnlyContain(rule => rule.EndsWith("""_BODY {"Count":{}}"""));
        ((int)rules[3]["Statement"]!["RateBasedStatement"]!["Limit"]!).Should().Be(1000);
        acl.ToJsonString().Should().NotContain("\"SampledRequestsEnabled\":true", "samples would keep pieces of prompts");
        Cfn.Text(template.Only("AWS::WAFv2::WebACLAssociation")["WebACLArn"]!).Should().Be("${GatewayWebAcl.Arn}");
        Cfn.Text(template.Only("AWS::WAFv2::WebACLAssociation")["ResourceArn"]!).Should().Be("arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${GatewayApi}/stages/${GatewayApiDeploymentStageprod}");
    }

    [Fact]
    public void Managed_rules_can_be_changed_but_not_their_scope()
    {
        With(Waf.Custom(acl => acl.Description = "Ours")).Only("AWS::WAFv2::WebACL")["Description"]!.GetValue<string>().Should().Be("Ours");
        var wrong = () => With(Waf.Custom(acl => acl.Scope = "CLOUDFRONT"));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("*Api.Waf changes the scope to 'CLOUDFRONT'. Leave it at REGIONAL: API Gateway takes no other.");
    }

    [Fact]
    public void A_web_acl_that_exists_is_only_associated()
    {
        const string arn = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/all/abc";
        var template = With(Waf.FromWebAclArn(arn));
        template.All("AWS::WAFv2::WebACL").Should().BeEmpty();
        ((string)template.Only("AWS::WAFv2::WebACLAssociation")["WebACLArn"]!).Should().Be(arn);
    }

    [Fact]
    public void A_web_acl_of_the_stack_is_only_associated()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Api = new GatewayApi
            {
                Waf = Waf.Existing(new CfnWebACL(stack, "Shared", new CfnWebACLProps
                {
                    Scope = "REGIONAL",
                    DefaultAction = new CfnWebACL.DefaultActionProperty { Allow = new CfnWebACL.AllowActionProperty() },
                    VisibilityConfig = new CfnWebACL.VisibilityConfigProperty { CloudWatchMetricsEnabled = true, MetricName = "Shared", SampledRequestsEnabled = false },
                })),
            },
        });
        Cfn.Text(template.Only("AWS::WAFv2::WebACLAssociation")["WebACLArn"]!).Should().Be("${Shared.Arn}");
    }

    private static StackTemplate With(Waf waf) => StackTemplate.OfGateway(_ => Fakes.Props with { Api = new GatewayApi { Waf = waf } });
}

using Amazon.CDK.AWS.WAFv2;

namespace LlmGateway.Constructs;

/// <summary>The web ACL that a gateway gets by one word.</summary>
internal static class ManagedRules
{
    public const string Scope = "REGIONAL";

    // What people ask is no attack: these rules look for one in the body, or think 8 KB much, and would block honest prompts.
    // https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    private static readonly string[] CommonBodyRules = ["CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "SizeRestrictions_BODY"];
    private static readonly string[] KnownBadBodyRules = ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"];

    public static CfnWebACLProps Props() => new()
    {
        Scope = Scope,
        Description = "AWS managed rules for a gateway to language models",
        DefaultAction = new CfnWebACL.DefaultActionProperty { Allow = new CfnWebACL.AllowActionProperty() },
        VisibilityConfig = Visible("Gateway"),
        Rules = (object[])
        [
            Group(0, "AWSManagedRulesAmazonIpReputationList", []),
            Group(1, "AWSManagedRulesCommonRuleSet", CommonBodyRules),
            Group(2, "AWSManagedRulesKnownBadInputsRuleSet", KnownBadBodyRules),
            PerAddress(3),
        ],
    };

    /// <summary>Those that don't look at addresses.</summary>
    public static object[] OfRequests() => [Group(1, "AWSManagedRulesCommonRuleSet", CommonBodyRules), Group(2, "AWSManagedRulesKnownBadInputsRuleSet", KnownBadBodyRules)];

    private static CfnWebACL.RuleProperty Group(int priority, string name, string[] countOnly) => new()
    {
        Name = name,
        Priority = priority,
        OverrideAction = new CfnWebACL.OverrideActionProperty { None = new Dictionary<string, object>() },
        VisibilityConfig = Visible(name),
        Statement = new CfnWebACL.StatementProperty
        {
            ManagedRuleGroupStatement = new CfnWebACL.ManagedRuleGroupStatementProperty
            {
                VendorName = "AWS",
                Name = name,
                RuleActionOverrides = countOnly.Length == 0 ? null : countOnly.Select(rule => (object)new CfnWebACL.RuleActionOverrideProperty
                {
                    Name = rule,
                    ActionToUse = new CfnWebACL.RuleActionProperty { Count = new CfnWebACL.CountActionProperty() },
                }).ToArray(),
            },
        },
    };

    private static CfnWebACL.RuleProperty PerAddress(int priority) => new()
    {
        Name = "RequestsPerAddress",
        Priority = priority,
        Action = new CfnWebACL.RuleActionProperty { Block = new CfnWebACL.BlockActionProperty() },
        VisibilityConfig = Visible("RequestsPerAddress"),
        Statement = new CfnWebACL.StatementProperty
        {
            RateBasedStatement = new CfnWebACL.RateBasedStatementProperty { AggregateKeyType = "IP", Limit = 1000 },
        },
    };

    // Sampled requests would keep pieces of prompts where nobody looks for them.
    private static CfnWebACL.VisibilityConfigProperty Visible(string metric) =>
        new() { CloudWatchMetricsEnabled = true, MetricName = metric, SampledRequestsEnabled = false };
}

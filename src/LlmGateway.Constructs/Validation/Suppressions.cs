using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>
/// Findings of cdk-nag that don't apply, each with its reason, as metadata beside the resource: reviewers read them in the template, and cdk-nag honours them there.
/// </summary>
internal static class Suppressions
{
    public static readonly Finding[] HealthIsOpen =
    [
        new("AwsSolutions-APIG4", "GET /health is a mock that says no more than that the API stands; monitors call it without credentials."),
        new("AwsSolutions-COG4", "GET /health is a mock that says no more than that the API stands; monitors call it without credentials."),
    ];

    public static readonly Finding[] TokensAuthorize =
    [
        new("AwsSolutions-COG4", "Cognito's tokens are verified by the gateway's own authorizer, which takes access tokens as well, tells administrators, and serves WebSocket connections in the same way."),
    ];

    public static readonly Finding[] SignInIsOpen =
    [
        new("AwsSolutions-APIG4", "Who signs in has no credentials yet: browsers are sent on, and Cognito proves itself by the client's secret."),
        new("AwsSolutions-COG4", "Who signs in has no credentials yet: browsers are sent on, and Cognito proves itself by the client's secret."),
    ];

    public static readonly Finding[] ProviderWithoutLogs =
    [
        new("AwsSolutions-APIG1", "The user switched access logs off: Logs.Access = false."),
        new("AwsSolutions-APIG6", "Addresses of sign-ins hold codes and states, which belong in no log; the function logs each refusal by itself."),
    ];

    public static readonly Finding[] ProviderLogsItself =
    [
        new("AwsSolutions-APIG6", "Addresses of sign-ins hold codes and states, which belong in no log; the function logs each refusal by itself."),
    ];

    public static readonly Finding[] MfaIsChosen =
    [
        new("AwsSolutions-COG2", "People who sign in by a directory prove themselves there; for others a second factor is the user's choice: Mfa = Mfa.REQUIRED."),
    ];

    public static readonly Finding[] ThreatProtectionIsChosen =
    [
        new("AwsSolutions-COG3", "Threat protection is part of Cognito's dearest plan, and not in every region, so it is the user's choice: Plan = FeaturePlan.Plus."),
        new("AwsSolutions-COG8", "Cognito's dearest plan costs by the user, so it is the user's choice: Plan = FeaturePlan.Plus."),
    ];

    public static readonly Finding[] ApiKeysAuthorize =
    [
        new("AwsSolutions-APIG4", "The user chose API keys: every call needs one, in a usage plan that limits it. GatewayAuthorization.Iam is the default."),
        new("AwsSolutions-COG4", "The user chose API keys, not Cognito users."),
    ];

    public static readonly Finding[] ConnectAuthorizes =
    [
        new("AwsSolutions-APIG4", "API Gateway authorizes WebSocket connections at $connect, and nowhere else; messages belong to who was let in."),
    ];

    public static readonly Finding[] AnyConnection =
    [
        new("AwsSolutions-IAM5", "Connections have ids that API Gateway makes when they come; the statement names this API, its stage, and the one method that is used."),
    ];

    public static readonly Finding[] IsTheDeadLetterQueue =
    [
        new("AwsSolutions-SQS3", "It is the dead-letter queue: what a function could not do is kept here for people to look at."),
    ];

    public static readonly Finding[] NothingToRestore =
    [
        new("AwsSolutions-DDB3", "Connections, running requests and frames live for an hour or two; restored from a backup they would mean nothing."),
    ];

    public static readonly Finding[] IamAuthorizes =
    [
        new("AwsSolutions-COG4", "Callers are authorized by IAM, which knows AWS principals, not Cognito users."),
    ];

    public static readonly Finding[] VpcActionsHaveNoResources =
    [
        new("AwsSolutions-IAM5", "Lambda itself attaches the function to its VPC, and checks for exactly these actions on '*' when the function is made.", "Resource::*"),
    ];

    public static readonly Finding[] HandlerValidates =
    [
        new("AwsSolutions-APIG2", "The handler validates requests, and answers mistakes in the caller's own protocol with line and position; API Gateway's validator would answer first, and say less."),
    ];

    public static readonly Finding[] WafIsOptional =
    [
        new("AwsSolutions-APIG3", "A web ACL costs by the month, so it is the user's choice: Api.Waf = Waf.Managed(). Callers are authorized and throttled without it."),
    ];

    public static readonly Finding[] AccountRole =
    [
        new("AwsSolutions-IAM4", "API Gateway wants exactly this managed policy on the role by which it writes logs.", "Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
    ];

    public static readonly Finding[] PageBucketHoldsNoData =
    [
        new("AwsSolutions-S1", "The bucket holds the page's own files, which are the same for everybody; CloudFront alone reads it, and logs readers where Delivery.AccessLogs says so."),
    ];

    public static readonly Finding[] PageIsForEverywhere =
    [
        new("AwsSolutions-CFR1", "People sign in from wherever they are; Delivery.ConfigureDistribution restricts countries where that is wanted."),
    ];

    public static readonly Finding[] PageWafIsOptional =
    [
        new("AwsSolutions-CFR2", "A web ACL costs by the month, so it is the user's choice: Delivery.WebAclArn. The page is static, and the gateway behind it authorizes and throttles."),
    ];

    public static readonly Finding[] PageLogsAreOptional =
    [
        new("AwsSolutions-CFR3", "Who asked the gateway for what is in its own access log; who loaded the page is the user's choice: Delivery.AccessLogs."),
    ];

    public static readonly Finding[] CloudFrontsOwnCertificate =
    [
        new("AwsSolutions-CFR4", "Without a domain of the user's own CloudFront's certificate serves, whose lowest TLS version can't be chosen; browsers use the highest. With Domain it is TLS 1.2."),
    ];

    public static readonly Finding[] AnyFileOfThePage =
    [
        new("AwsSolutions-IAM5", "The bucket holds the page's files and nothing else; their names change with each build."),
    ];

    public static readonly Finding[] LoadBalancerLogsAreOptional =
    [
        new("AwsSolutions-ELB2", "Who asked the gateway for what is in its own access log; who loaded the page is the user's choice: AccessLogs."),
    ];

    public static readonly Finding[] FunctionOfTheCdk =
    [
        new("AwsSolutions-L1", "The functions that fill and empty the bucket are the CDK's own, and get their runtime with the CDK's version."),
        new("CdkNagValidationFailure", "The CDK looks the runtime of its own function up by region, where the rule about runtimes can't read it."),
    ];

    public static readonly Finding[] RoleOfTheCdk =
    [
        new("AwsSolutions-IAM4", "The CDK's own function writes its log by AWS's policy for that."),
        new("AwsSolutions-IAM5", "The CDK's own function copies files, whose names only the deployment knows, from the CDK's bucket of assets to the page's."),
    ];

    public static void On(IConstruct construct, params IEnumerable<Finding> findings)
    {
        var resource = construct as CfnResource ?? (CfnResource)construct.Node.DefaultChild!;
        var rules = findings.Select(finding => (object)Rule(finding)).ToArray();
        if (rules.Length > 0) resource.AddMetadata("cdk_nag", new Dictionary<string, object> { ["rules_to_suppress"] = rules });
    }

    private static Dictionary<string, object> Rule(Finding finding)
    {
        var rule = new Dictionary<string, object> { ["id"] = finding.Id, ["reason"] = finding.Reason };
        if (finding.AppliesTo is { } one) rule["applies_to"] = new[] { one };
        return rule;
    }

    /// <param name="Id">Of the rule.</param>
    /// <param name="Reason">Why it is safe here.</param>
    /// <param name="AppliesTo">The finding within the rule; null: the rule has one.</param>
    internal sealed record Finding(string Id, string Reason, string? AppliesTo = null);
}

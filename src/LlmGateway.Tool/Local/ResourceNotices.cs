using LlmGateway.Shared;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Says what of a template has no effect locally: known types in one line, unknown ones by name.</summary>
internal static class ResourceNotices
{
    /// <summary>Run, or without meaning to a request.</summary>
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "AWS::ApiGateway::Account", "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::DomainName", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Method", "AWS::ApiGateway::Model", "AWS::ApiGateway::RequestValidator",
        "AWS::ApiGateway::Resource", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGateway::UsagePlan", "AWS::ApiGateway::UsagePlanKey",
        "AWS::Bedrock::ApplicationInferenceProfile", "AWS::CDK::Metadata", "AWS::CloudFront::CachePolicy", "AWS::CloudFront::Distribution", "AWS::CloudFront::Function",
        "AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::ResponseHeadersPolicy", "AWS::ApiGatewayV2::Authorizer", "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolGroup",
        "AWS::Cognito::UserPoolIdentityProvider", "AWS::Cognito::UserPoolResourceServer", "AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy",
        "AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Function", "AWS::Lambda::LayerVersion", "AWS::Lambda::Permission", "AWS::Lambda::Version", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::OpenSearchServerless::Collection", "AWS::OpenSearchService::Domain", "AWS::S3Vectors::Index", "AWS::S3Vectors::VectorBucket", "AWS::SSM::Parameter",
        "AWS::SecretsManager::RotationSchedule", "AWS::SecretsManager::Secret", HandlerContract.Seeds.ResourceType,
        "Custom::CDKBucketDeployment", "Custom::S3AutoDeleteObjects",
    };

    /// <summary>Known, and not emulated. A prefix covers a whole service.</summary>
    private static readonly string[] NotEmulated =
    [
        "AWS::ApiGateway::VpcLink", "AWS::ApplicationAutoScaling::", "AWS::Backup::", "AWS::Budgets::", "AWS::CertificateManager::", "AWS::CloudFormation::", "AWS::CloudFront::", "AWS::CloudWatch::",
        "AWS::Cognito::", "AWS::EC2::", "AWS::ElasticLoadBalancingV2::", "AWS::Events::", "AWS::IAM::", "AWS::KMS::", "AWS::Kinesis", "AWS::Lambda::Alias",
        "AWS::Logs::", "AWS::OpenSearchServerless::", "AWS::Route53::", "AWS::S3::", "AWS::SNS::", "AWS::SQS::", "AWS::WAFv2::", "AWS::XRay::", "Custom::",
    ];

    public static IEnumerable<string> For(ResolvedStack stack)
    {
        var rest = stack.Resources.Where(resource => !Silent.Contains(resource.Type)).ToLookup(resource => NotEmulated.Any(prefix => resource.Type.StartsWith(prefix, StringComparison.Ordinal)));
        if (rest[true].Any()) yield return $"Not emulated: {string.Join(", ", rest[true].GroupBy(resource => resource.Type).Select(Named))}.";
        if (rest[false].Any()) yield return $"Unknown to the local run, so without effect: {string.Join(", ", rest[false].GroupBy(resource => resource.Type).Select(Named))}.";
        var types = stack.Resources.Select(resource => resource.Type).ToHashSet(StringComparer.Ordinal);
        if (types.Contains("AWS::CloudFormation::Stack")) yield return "Nested stacks are not run: give their templates as stacks of their own.";
        if (stack.ImportedNames.Count > 0) yield return $"Imported from other stacks, so placeholders here: {string.Join(", ", stack.ImportedNames)}.";
    }

    private static string Named(IGrouping<string, TemplateResource> group) => $"{group.Key} ({string.Join(", ", group.Select(resource => resource.LogicalId))})";
}

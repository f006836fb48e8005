using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Names that CloudFormation would give to what the template leaves unnamed: the same at every start, so that keys and URLs stay.</summary>
internal static class PhysicalNames
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The property by which the template may name a resource of each type.</summary>
    private static readonly FrozenDictionary<string, string> NameProperties = new Dictionary<string, string>
    {
        ["AWS::ApiGateway::ApiKey"] = "",
        ["AWS::ApiGateway::DomainName"] = "DomainName",
        ["AWS::ApiGateway::Model"] = "Name",
        ["AWS::ApiGateway::Stage"] = "StageName",
        ["AWS::ApiGatewayV2::Stage"] = "StageName",
        ["AWS::Cognito::UserPoolDomain"] = "Domain",
        ["AWS::Cognito::UserPoolGroup"] = "GroupName",
        ["AWS::Cognito::UserPoolIdentityProvider"] = "ProviderName",
        ["AWS::Cognito::UserPoolResourceServer"] = "Identifier",
        ["AWS::DynamoDB::GlobalTable"] = "TableName",
        ["AWS::DynamoDB::Table"] = "TableName",
        ["AWS::IAM::ManagedPolicy"] = "ManagedPolicyName",
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::IAM::User"] = "UserName",
        ["AWS::KMS::Alias"] = "AliasName",
        ["AWS::Lambda::Function"] = "FunctionName",
        ["AWS::Logs::LogGroup"] = "LogGroupName",
        ["AWS::S3::Bucket"] = "BucketName",
        ["AWS::OpenSearchServerless::Collection"] = "Name",
        ["AWS::OpenSearchService::Domain"] = "DomainName",
        ["AWS::S3Vectors::Index"] = "IndexName",
        ["AWS::S3Vectors::VectorBucket"] = "VectorBucketName",
        ["AWS::SSM::Parameter"] = "Name",
        ["AWS::SecretsManager::Secret"] = "Name",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The property that names resources of a type; null when nothing does.</summary>
    public static string? NameProperty(string type) => NameProperties.GetValueOrDefault(type) is { Length: > 0 } name ? name : null;

    /// <summary>The generated name.</summary>
    public static string Generate(TemplateResource resource, string stackName, string region)
    {
        // Whoever has the id of a pool knows its region: its issuer follows from it.
        if (resource.Type == "AWS::Cognito::UserPool") return $"{region}_{Id(resource, stackName, 9)}";
        if (resource.Type == "AWS::Cognito::UserPoolClient") return Id(resource, stackName, 26);
        if (resource.Type == "AWS::KMS::Key") return new Guid(Hash(resource, stackName).AsSpan(0, 16)).ToString();
        if (resource.Type.StartsWith("AWS::CloudFront::", StringComparison.Ordinal)) return Id(resource, stackName, 13);
        // Names of buckets have no upper case, since they become names of hosts.
        if (resource.Type == "AWS::S3::Bucket") return $"{Cut($"{stackName}-{resource.LogicalId}".ToLowerInvariant())}-{Id(resource, stackName, 12)}";
        if (resource.Type.StartsWith("AWS::ApiGateway", StringComparison.Ordinal) || resource.Type.StartsWith("AWS::Bedrock::", StringComparison.Ordinal))
            return Id(resource, stackName, 10);
        // Names in lower case, and short: they become parts of hosts.
        if (resource.Type.StartsWith("AWS::OpenSearch", StringComparison.Ordinal)) return $"d-{Id(resource, stackName, 12)}";
        if (resource.Type.StartsWith("AWS::S3Vectors", StringComparison.Ordinal)) return $"v-{Id(resource, stackName, 12)}";
        var suffix = Id(resource, stackName, 12).ToUpperInvariant();
        return $"{Cut($"{stackName}-{resource.LogicalId}")}-{suffix}";
    }

    /// <summary>AWS keeps names of functions and roles within 64 characters, of buckets within 63.</summary>
    private static string Cut(string prefix) => prefix.Length > 50 ? prefix[..50] : prefix;

    /// <summary>Characters of an API Gateway id.</summary>
    public static string Id(TemplateResource resource, string stackName, int length) =>
        string.Concat(Hash(resource, stackName).Take(length).Select(value => IdAlphabet[value % IdAlphabet.Length]));

    private static byte[] Hash(TemplateResource resource, string stackName) => SHA256.HashData(Encoding.UTF8.GetBytes($"{stackName}/{resource.LogicalId}"));
}

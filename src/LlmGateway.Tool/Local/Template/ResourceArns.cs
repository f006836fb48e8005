namespace LlmGateway.Tool.Local.Template;

/// <summary>ARNs of resources by type.</summary>
internal static class ResourceArns
{
    /// <summary>The ARN of a resource with this physical name.</summary>
    public static string Of(string type, string name, TemplateEnvironment environment) => type switch
    {
        "AWS::Bedrock::ApplicationInferenceProfile" => environment.Arn("bedrock", $"application-inference-profile/{name}"),
        "AWS::Bedrock::Guardrail" => environment.Arn("bedrock", $"guardrail/{name}"),
        "AWS::Bedrock::KnowledgeBase" => environment.Arn("bedrock", $"knowledge-base/{name}"),
        "AWS::Cognito::UserPool" => environment.Arn("cognito-idp", $"userpool/{name}"),
        "AWS::DynamoDB::Table" or "AWS::DynamoDB::GlobalTable" => environment.Arn("dynamodb", $"table/{name}"),
        "AWS::IAM::ManagedPolicy" => $"arn:{environment.Partition}:iam::{environment.Account}:policy/{name}",
        "AWS::IAM::Role" => $"arn:{environment.Partition}:iam::{environment.Account}:role/{name}",
        "AWS::IAM::User" => $"arn:{environment.Partition}:iam::{environment.Account}:user/{name}",
        "AWS::KMS::Key" => environment.Arn("kms", $"key/{name}"),
        "AWS::Lambda::Function" => environment.Arn("lambda", $"function:{name}"),
        "AWS::Logs::LogGroup" => environment.Arn("logs", $"log-group:{name}:*"),
        "AWS::OpenSearchServerless::Collection" => environment.Arn("aoss", $"collection/{name}"),
        "AWS::OpenSearchService::Domain" => environment.Arn("es", $"domain/{name}"),
        "AWS::S3::Bucket" => $"arn:{environment.Partition}:s3:::{name}",
        "AWS::SSM::Parameter" => environment.Arn("ssm", $"parameter/{name.TrimStart('/')}"),
        // AWS appends a dash and six characters of its own.
        "AWS::SecretsManager::Secret" => environment.Arn("secretsmanager", $"secret:{name}-local0"),
        "AWS::WAFv2::WebACL" => environment.Arn("wafv2", $"regional/webacl/{name}"),
        _ => environment.Arn(type.Split("::") is [_, var service, ..] ? service.ToLowerInvariant() : "unknown", name),
    };

    /// <summary>Whether Ref of this type gives the ARN in place of the name.</summary>
    public static bool RefIsArn(string type) => type is
        "AWS::S3Vectors::Index" or "AWS::S3Vectors::VectorBucket" or "AWS::SecretsManager::Secret" or "AWS::IAM::ManagedPolicy" or "AWS::SNS::Topic" or "AWS::CertificateManager::Certificate"
        or "AWS::Bedrock::ApplicationInferenceProfile" or "AWS::ElasticLoadBalancingV2::Listener" or "AWS::ElasticLoadBalancingV2::LoadBalancer" or "AWS::ElasticLoadBalancingV2::TargetGroup" or "AWS::StepFunctions::StateMachine";
}

namespace LlmGateway.Tool.Local.Aws;

/// <summary>The wire forms of an AWS error.</summary>
internal enum AwsErrorShape
{
    /// <summary>Status of the error, code in <c>x-amzn-errortype</c>: Bedrock, API Gateway.</summary>
    RestJson,

    /// <summary>400, code in <c>__type</c>: DynamoDB, JSON 1.0.</summary>
    Json10,

    /// <summary>400, code in <c>__type</c>: SSM, Secrets Manager, JSON 1.1.</summary>
    Json11,

    /// <summary>XML: STS.</summary>
    Query,
}

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Says, in AWS's form, that the local run doesn't have a service.</summary>
internal sealed class UnknownService(string name, AwsErrorShape shape) : IAwsService
{
    public AwsErrorShape ErrorShape => shape;

    public Task HandleAsync(AwsCall call) =>
        throw new AwsException(AwsError.UnknownOperation(
            $"The local run has no service '{name}'. It has dynamodb, bedrock, ssm, secretsmanager and sts."));
}

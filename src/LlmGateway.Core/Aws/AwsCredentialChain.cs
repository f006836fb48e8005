using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace LlmGateway.Core.Aws;

/// <summary>The SDK's credential chain: environment, container, SSO, profile and the rest, refreshed as the SDK does.</summary>
internal sealed class AwsCredentialChain
{
    private AWSCredentials? _found;

    public async ValueTask<ImmutableCredentials> GetAsync()
    {
        // The chain wants some client's configuration; it reads nothing of the service from it.
        _found ??= await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(new AmazonDynamoDBConfig());
        return await _found.GetCredentialsAsync();
    }
}

using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace LlmGateway.Core.Aws;

/// <summary>The SDK's credential chain: environment, container, SSO, profile and the rest, refreshed as the SDK does.</summary>
/// <param name="given">Used in the chain's place; null: ask the chain.</param>
internal sealed class AwsCredentialChain(AWSCredentials? given = null)
{
    private AWSCredentials? _found = given;

    public async ValueTask<ImmutableCredentials> GetAsync()
    {
        var found = await FindAsync();
        return await found.GetCredentialsAsync();
    }

    /// <summary>What refreshes itself.</summary>
    public async ValueTask<AWSCredentials> FindAsync() =>
        // The chain wants some client's configuration; it reads nothing of the service from it.
        _found ??= await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(new AmazonDynamoDBConfig());
}

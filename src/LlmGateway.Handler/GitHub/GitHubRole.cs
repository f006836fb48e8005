using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Upstreams;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.GitHub;

/// <summary>Puts the role <c>github-oidc</c> together.</summary>
internal static class GitHubRole
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        var document = environment.Document(HandlerContract.Variables.GitHub, GatewayDocumentJson.Default.GitHubDocument);
        var (http, time) = (Connections.Create(), TimeProvider.System);
        var aws = new AwsServices(http, region, environment.Variable, time);
        var secrets = new ProviderSecrets(aws, new CredentialStore(aws, time), document, time);
        return Task.FromResult<IInvocationHandler>(new GitHubOidcHandler(
            document, new GitHubApi(http, document), new PendingSignIns(new AmazonDynamoDBClient(), document.Table, time), secrets, log, time));
    }
}

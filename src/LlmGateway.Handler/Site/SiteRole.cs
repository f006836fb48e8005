using LlmGateway.Core.Aws;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Site;

/// <summary>Puts the role <c>site</c> together.</summary>
internal static class SiteRole
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        var document = environment.Document(HandlerContract.Variables.Site, GatewayDocumentJson.Default.SiteDocument);
        var aws = new AwsServices(Connections.Create(), region, environment.Variable, TimeProvider.System);
        return Task.FromResult<IInvocationHandler>(new SiteHandler(aws.S3(), document, TimeProvider.System, log));
    }
}

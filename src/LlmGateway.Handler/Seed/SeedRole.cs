using LlmGateway.Core.Aws;
using LlmGateway.Core.Upstreams;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Seed;

/// <summary>Puts the role <c>seed</c> together.</summary>
internal static class SeedRole
{
    /// <exception cref="StartException">Lambda did not say where the function runs.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        // As long as the process.
        var http = Connections.Create();
        var aws = new AwsServices(http, region, environment.Variable, TimeProvider.System);
        return Task.FromResult<IInvocationHandler>(new SeedHandler(new SeedImport(aws, new UpstreamRouter(http, aws, TimeProvider.System), log, TimeProvider.System), new CloudFormationReply(http), log));
    }
}

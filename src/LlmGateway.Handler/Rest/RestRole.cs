using Amazon.DynamoDBv2;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Upstreams;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Rest;

/// <summary>Puts the role <c>rest</c> together. Nothing is connected here: the first request that needs a service does that.</summary>
internal static class RestRole
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static async Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        var time = TimeProvider.System;
        // As long as the process.
        var http = Connections.Create();
        var aws = new AwsServices(http, region, environment.Variable, time);
        try
        {
            var document = await GatewayDocumentLoader.LoadAsync(aws, environment.Variable, cancellationToken);
            var upstreams = new UpstreamRouter(http, aws, time);
            var cache = document.Cache is { } settings ? new AnswerCache(new AmazonDynamoDBClient(), settings, time) : null;
            var telemetry = new LambdaTelemetry(log, document.Name, environment.MetricsNamespace);
            var pipeline = GatewayPipeline.Create(document, upstreams.For, cache, telemetry, time);
            await WarmUp.RunAsync(environment, time, cancellationToken);
            return new RestHandler(pipeline.RunAsync, environment.LogContent ? log : null);
        }
        catch (InvalidDataException mistake)
        {
            throw new StartException("Runtime.InvalidConfiguration", mistake.Message, mistake);
        }
    }
}

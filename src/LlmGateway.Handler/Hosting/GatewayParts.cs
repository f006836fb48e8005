using Amazon.DynamoDBv2;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Files;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Requests;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Handler.Rest;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Hosting;

/// <summary>A gateway, put together for the roles that answer. Nothing is connected here: the first request that needs a service does that.</summary>
internal sealed record GatewayParts(GatewayDocument Document, GatewayPipeline Pipeline, AwsServices Aws, IAmazonDynamoDB? Dynamo, TimeProvider Time)
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static async Task<GatewayParts> LoadAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        var time = TimeProvider.System;
        // As long as the process.
        var http = Connections.Create();
        var aws = new AwsServices(http, region, environment.Variable, time);
        try
        {
            var document = await GatewayDocumentLoader.LoadAsync(aws, environment.Variable, cancellationToken);
            var dynamo = document is { Cache: null, Requests: null, History: null } && document.Knowledge?.Any(source => source.Table is not null) is not true ? null : new AmazonDynamoDBClient();
            var upstreams = new UpstreamRouter(http, aws, time);
            var pipeline = GatewayPipeline.Create(
                document, upstreams.For,
                document.Cache is { } settings ? AnswersOf(settings, dynamo!, aws, upstreams, time) : null,
                new LambdaTelemetry(log, document.Name, environment.MetricsNamespace, environment.LogContent), time,
                document.Requests is { } table ? new RequestTable(dynamo!, table, time) : null,
                document.History is { } history ? new ChatTable(dynamo!, history, time) : null,
                new KnowledgeStores(dynamo, aws, upstreams).Open(document.Knowledge),
                new RemoteFiles(PublicConnections.Create(loopback: environment.Variable(HandlerContract.Variables.FetchLoopback) == "true")));
            await WarmUp.RunAsync(environment, time, cancellationToken);
            return new GatewayParts(document, pipeline, aws, dynamo, time);
        }
        catch (InvalidDataException mistake)
        {
            throw new StartException("Runtime.InvalidConfiguration", mistake.Message, mistake);
        }
    }

    private static AnswerCache AnswersOf(CacheDocument rules, IAmazonDynamoDB dynamo, AwsServices aws, IEmbedder embedder, TimeProvider time) => new(
        dynamo, rules, time, near: rules.Near is { } near ? new NearAnswers(embedder, NearStores.Open(near, rules.Table, dynamo, aws, time), near) : null);
}

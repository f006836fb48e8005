using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.WebSocket;

/// <summary>Puts the three roles of a WebSocket API together.</summary>
internal static class SocketRoles
{
    public static Task<IInvocationHandler> StartConnectionsAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken) =>
        Task.FromResult<IInvocationHandler>(new SocketHandler(Services(environment), log));

    public static Task<IInvocationHandler> StartFailureAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken) =>
        Task.FromResult<IInvocationHandler>(new FailureHandler(Services(environment)));

    public static async Task<IInvocationHandler> StartWorkerAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var gateway = await GatewayParts.LoadAsync(environment, log, cancellationToken);
        if (gateway is not { Document.Requests: { } table, Dynamo: { } dynamo }) throw new StartException("Runtime.InvalidConfiguration", "The worker's configuration names no table of requests.");
        return new WorkerHandler(new SocketServices(gateway.Aws, dynamo, table, gateway.Time), gateway.Pipeline.RunAsync, gateway.Document.CancelOnDisconnect ?? false, log, gateway.Time);
    }

    private static SocketServices Services(HandlerEnvironment environment)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        var aws = new AwsServices(Connections.Create(), region, environment.Variable, TimeProvider.System);
        var table = environment.Variable(HandlerContract.Variables.RequestsTable)
            ?? throw new StartException("Runtime.InvalidConfiguration", $"{HandlerContract.Variables.RequestsTable} is not set; the constructs set it.");
        return new SocketServices(aws, new AmazonDynamoDBClient(), table, TimeProvider.System);
    }
}

using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.WebSocket;

/// <summary>Puts the three roles of a WebSocket API together.</summary>
internal static class SocketRoles
{
    public static async Task<IInvocationHandler> StartConnectionsAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken) =>
        new SocketHandler(await ServicesAsync(environment, cancellationToken), log);

    public static async Task<IInvocationHandler> StartFailureAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken) =>
        new FailureHandler(await ServicesAsync(environment, cancellationToken));

    public static async Task<IInvocationHandler> StartWorkerAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var gateway = await GatewayParts.LoadAsync(environment, log, cancellationToken);
        var services = new SocketServices(gateway.Aws, gateway.Dynamo, gateway.Document, gateway.Time);
        return new WorkerHandler(services, gateway.Pipeline.RunAsync, gateway.Document.CancelOnDisconnect ?? false, log, gateway.Time);
    }

    private static async Task<SocketServices> ServicesAsync(HandlerEnvironment environment, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        var aws = new AwsServices(Connections.Create(), region, environment.Variable, TimeProvider.System);
        try
        {
            var document = await GatewayDocumentLoader.LoadAsync(aws, environment.Variable, cancellationToken);
            return new SocketServices(aws, new AmazonDynamoDBClient(), document, TimeProvider.System);
        }
        catch (InvalidDataException mistake)
        {
            throw new StartException("Runtime.InvalidConfiguration", mistake.Message, mistake);
        }
    }
}

using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Requests;
using LlmGateway.Core.Sockets;
using LlmGateway.Handler.Hosting;
using LlmGateway.Shared;

namespace LlmGateway.Handler.WebSocket;

/// <summary>What the roles of a WebSocket API share.</summary>
internal sealed class SocketServices
{
    private readonly AwsServices _aws;
    private readonly TimeProvider _time;

    /// <exception cref="StartException">The configuration names no table.</exception>
    public SocketServices(AwsServices aws, IAmazonDynamoDB? dynamo, GatewayDocument document, TimeProvider time)
    {
        (_aws, _time) = (aws, time);
        var table = document.Requests ?? throw new StartException("Runtime.InvalidConfiguration", "The configuration of a WebSocket role names no table of requests.");
        Connections = new ConnectionTable(dynamo!, table, time);
        Requests = new RequestTable(dynamo!, table, time);
        Log = new FrameLog(dynamo!, table, time);
        Uploads = new UploadTable(dynamo!, table, time);
    }

    public ConnectionTable Connections { get; }
    public RequestTable Requests { get; }
    public FrameLog Log { get; }
    public UploadTable Uploads { get; }

    /// <summary>The way to an API's connections.</summary>
    public ConnectionPoster PosterOf(string apiId, string stage) => new(_aws.ApiConnections(apiId), stage, _time);
}

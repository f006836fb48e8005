using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Requests;
using LlmGateway.Core.Sockets;

namespace LlmGateway.Handler.WebSocket;

/// <summary>What the roles of a WebSocket API share.</summary>
internal sealed class SocketServices
{
    private readonly AwsServices _aws;
    private readonly TimeProvider _time;

    public SocketServices(AwsServices aws, IAmazonDynamoDB dynamo, string table, TimeProvider time)
    {
        (_aws, _time) = (aws, time);
        Connections = new ConnectionTable(dynamo, table, time);
        Requests = new RequestTable(dynamo, table, time);
        Log = new FrameLog(dynamo, table, time);
        Uploads = new UploadTable(dynamo, table, time);
    }

    public ConnectionTable Connections { get; }
    public RequestTable Requests { get; }
    public FrameLog Log { get; }
    public UploadTable Uploads { get; }

    /// <summary>The way to an API's connections.</summary>
    public ConnectionPoster PosterOf(string apiId, string stage) => new(_aws.ApiConnections(apiId), stage, _time);
}

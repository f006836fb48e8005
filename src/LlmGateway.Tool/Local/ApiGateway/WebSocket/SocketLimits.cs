namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>API Gateway's quotas, https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html.</summary>
internal sealed record SocketLimits
{
    public const int MostInMessage = 128 * 1024;
    public const int MostInFrame = 32 * 1024;

    /// <summary>Without a message either way.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Of a connection.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(2);
}

namespace LlmGateway.Client;

/// <summary>How a client behaves where the network does not.</summary>
public sealed record LlmGatewayClientOptions
{
    /// <summary>How long a dropped connection is tried again before its answers fail. Default: 2 minutes.</summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a quiet connection says that it is there; API Gateway closes it after 10 minutes. Default: 5 minutes.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For REST. Default: one of the client's own.</summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>WebSocket: after so long a silence the rest of a running answer is asked for again, in case something of it was lost. Default: 15 seconds.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(15);
}

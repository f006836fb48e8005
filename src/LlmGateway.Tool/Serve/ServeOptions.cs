using System.Net;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Serve;

/// <summary>What <c>llm-gateway serve</c> was asked for.</summary>
internal sealed record ServeOptions
{
    public const int DefaultPort = 8080;

    /// <summary>Stands for the region where none is needed: no model and no key is in AWS.</summary>
    public const string AnyRegion = "us-east-1";

    public required GatewayDocument Document { get; init; }

    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>0: any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Empty: everybody may come in, and the user typed so.</summary>
    public IReadOnlyList<GatewayKey> Keys { get; init; } = [];

    /// <summary>Of Bedrock models that name none, of keys in AWS, and of the cache's table.</summary>
    public string Region { get; init; } = AnyRegion;
}

using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="ChatUi.OnLoadBalancer"/>.</summary>
public sealed record LoadBalancedChatUiProps
{
    /// <summary>Where the load balancer is. Its subnets have to reach Cognito's domain: by a NAT gateway, or by a proxy of yours.</summary>
    public required IVpc Vpc { get; init; }

    /// <summary>Name and certificate: signing in needs both.</summary>
    public required ChatUiDomain Domain { get; init; }

    /// <summary>The REST gateway: models, chats, and answers where there is no <see cref="WebSocket"/>. Its <see cref="GatewayApi.Cors"/> has to allow the page's origin. Default: none.</summary>
    public LlmRestGateway? Rest { get; init; }

    /// <summary>The WebSocket gateway. Default: none; answers stream over REST.</summary>
    public LlmWebSocketGateway? WebSocket { get; init; }

    /// <summary>Which subnets of <see cref="Vpc"/>. Default: its private ones.</summary>
    public ISubnetSelection? Subnets { get; init; }

    /// <summary>Who may connect, and where the load balancer may. Default: one that lets in the VPC's own addresses on port 443, and out to anywhere on 443, where Cognito is.</summary>
    public ISecurityGroup? SecurityGroup { get; init; }

    /// <summary>Title, logo, colours, suggested prompts, footer. Default: the page's own.</summary>
    public ChatBranding Branding { get; init; } = new();

    /// <summary>What a new chat starts with. Default: the gateway's first model and its own defaults.</summary>
    public ChatDefaults Defaults { get; init; } = new();

    /// <summary>What people can do beside asking. Default: all of it.</summary>
    public ChatUiFeatures Features { get; init; } = new();

    /// <summary>Of the function that serves the files. Default: arm64.</summary>
    public Architecture Architecture { get; init; } = Architecture.ARM_64;

    /// <summary>Logs of that function. Default: for one month.</summary>
    public GatewayLogs Logs { get; init; } = new();

    /// <summary>The customer's key that encrypts the function's logs and environment. Default: none; AWS encrypts with keys of its own.</summary>
    public IKey? EncryptionKey { get; init; }

    /// <summary>Where the load balancer writes who asked for what. Default: nowhere.</summary>
    public IBucket? AccessLogs { get; init; }

    /// <summary>Changes the load balancer's props as you like, after the defaults. It stays internal: changing that is an error.</summary>
    public Action<ApplicationLoadBalancerProps>? ConfigureLoadBalancer { get; init; }

    internal FunctionSettings FunctionSettings => new(Architecture, Logs, EncryptionKey);
}

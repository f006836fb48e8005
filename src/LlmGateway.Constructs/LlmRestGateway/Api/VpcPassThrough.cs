using Amazon.CDK.AWS.ElasticLoadBalancingV2;

namespace LlmGateway.Constructs;

/// <summary>
/// Hands <c>/upstream/…</c> to a private server through a VPC link: for what a model server offers beside chat (embeddings, rerankers, audio, its own admin
/// pages), to the callers of the gateway, without opening it to the internet.
/// </summary>
/// <remarks>
/// Requests pass API Gateway (authorization, throttling, web ACL, access log) but not the handler: model access, cache, usage metrics and error shapes don't
/// apply. For chat, use <see cref="OpenAiCompatible.At"/> with <see cref="GatewayFunction.Network"/> instead.
/// See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html">private integrations</see>.
/// </remarks>
public sealed record VpcPassThrough
{
    /// <summary>The load balancer before the server. VPC links of REST APIs take network load balancers.</summary>
    public required INetworkLoadBalancer LoadBalancer { get; init; }

    /// <summary>The load balancer's port. Default: 80.</summary>
    public int Port { get; init; } = 80;

    /// <summary>Whether the load balancer's port speaks TLS, with a certificate that API Gateway trusts for its name. Default: no; the link is private.</summary>
    public bool Tls { get; init; }

    internal string Authority => $"{(Tls ? "https" : "http")}://{LoadBalancer.LoadBalancerDnsName}:{Port}";

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(LoadBalancer)}", LoadBalancer is not null, "is null", "Give the network load balancer before the server");
        mistakes.Check($"{property}.{nameof(Port)}", Port is > 0 and <= 65535, $"is {Port}", "Use 1 to 65535");
    }
}

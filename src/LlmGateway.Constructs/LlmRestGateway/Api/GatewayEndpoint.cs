using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.EC2;

namespace LlmGateway.Constructs;

/// <summary>Where a gateway is reached.</summary>
/// <remarks>Edge-optimized endpoints are left out on purpose: they cut streams that pause for 30 seconds, others for 5 minutes.</remarks>
public sealed record GatewayEndpoint
{
    private GatewayEndpoint(bool isPrivate, IReadOnlyList<IVpcEndpoint> vpcEndpoints) => (IsPrivate, VpcEndpoints) = (isPrivate, vpcEndpoints);

    /// <summary>On the internet, in the stack's region.</summary>
    public static GatewayEndpoint Regional { get; } = new(false, []);

    /// <summary>Only through interface endpoints of your VPCs. Unless the API has a resource policy of its own, one that admits exactly these endpoints is made.</summary>
    /// <param name="vpcEndpoints">Interface endpoints for <c>execute-api</c>.</param>
    /// <remarks>See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html">private APIs</see>.</remarks>
    public static GatewayEndpoint Private(params IVpcEndpoint[] vpcEndpoints) => new(true, vpcEndpoints);

    /// <summary>Whether it is reached from VPCs only.</summary>
    public bool IsPrivate { get; }

    /// <summary>The endpoints of a private one.</summary>
    public IReadOnlyList<IVpcEndpoint> VpcEndpoints { get; }

    internal EndpointConfiguration Configuration => IsPrivate
        ? new EndpointConfiguration { Types = [EndpointType.PRIVATE], VpcEndpoints = [.. VpcEndpoints] }
        : new EndpointConfiguration { Types = [EndpointType.REGIONAL] };

    internal void Validate(Mistakes mistakes, string property) =>
        mistakes.Check(property, !IsPrivate || VpcEndpoints.Count > 0, "is private without a VPC endpoint, so nobody could reach it", "Give GatewayEndpoint.Private at least one interface endpoint for execute-api");
}

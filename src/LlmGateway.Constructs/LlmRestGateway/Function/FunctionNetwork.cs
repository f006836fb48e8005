using Amazon.CDK.AWS.EC2;

namespace LlmGateway.Constructs;

/// <summary>
/// Where in a VPC the function is. Its subnets need a way to Bedrock, DynamoDB, CloudWatch Logs and whatever else the gateway calls: VPC endpoints, or NAT.
/// </summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html">AWS services with VPC endpoints</see>.</remarks>
public sealed record FunctionNetwork
{
    /// <summary>The VPC.</summary>
    public required IVpc Vpc { get; init; }

    /// <summary>The function's subnets. Default: the VPC's private ones with a way out, or else its isolated ones.</summary>
    public ISubnetSelection? Subnets { get; init; }

    /// <summary>The function's security groups. Default: one of its own, which lets everything out and nothing in.</summary>
    public IReadOnlyList<ISecurityGroup>? SecurityGroups { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(Vpc)}", Vpc is not null, "is null", "Give the VPC, or leave the network out");
        mistakes.Check($"{property}.{nameof(SecurityGroups)}", SecurityGroups is null or { Count: > 0 and <= 5 }, $"has {SecurityGroups?.Count} groups", "Use 1 to 5, or leave them out for one of its own");
    }
}

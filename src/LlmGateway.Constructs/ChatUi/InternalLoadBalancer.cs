using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>Makes the load balancer in front of a page, and its security group.</summary>
internal static class InternalLoadBalancer
{
    public static ApplicationLoadBalancer Make(Construct page, LoadBalancedChatUiProps props)
    {
        var settings = new ApplicationLoadBalancerProps
        {
            Vpc = props.Vpc,
            VpcSubnets = props.Subnets ?? (ISubnetSelection)new SubnetSelection { SubnetType = SubnetType.PRIVATE_WITH_EGRESS },
            SecurityGroup = props.SecurityGroup ?? MakeGroup(page, props.Vpc),
            InternetFacing = false,
            DropInvalidHeaderFields = true,
        };
        props.ConfigureLoadBalancer?.Invoke(settings);
        var mistakes = new Mistakes();
        mistakes.Check(nameof(props.ConfigureLoadBalancer), settings.InternetFacing is false, "opens the load balancer to the internet", $"Use {nameof(ChatUi)} for a page that everybody reaches");
        mistakes.ThrowIfAny(nameof(LoadBalancedChatUi), page.Node.Path);
        var made = new ApplicationLoadBalancer(page, "LoadBalancer", settings);
        if (props.AccessLogs is { } logs) made.LogAccessLogs(logs);
        else Suppressions.On(made, Suppressions.LoadBalancerLogsAreOptional);
        return made;
    }

    private static SecurityGroup MakeGroup(Construct page, IVpc vpc)
    {
        var group = new SecurityGroup(page, "SecurityGroup", new SecurityGroupProps { Vpc = vpc, Description = ResourceText.Describe($"Who reaches {page.Node.Path}"), AllowAllOutbound = false });
        group.AddIngressRule(Peer.Ipv4(vpc.VpcCidrBlock), Port.Tcp(443), "People in the VPC and what is routed into it from there");
        group.AddEgressRule(Peer.AnyIpv4(), Port.Tcp(443), "Cognito, which is asked who signed in");
        return group;
    }
}

using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class PassThroughTests
{
    [Fact]
    public void A_path_goes_through_the_VPC_link_with_the_gateways_own_authorization()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Authorization = GatewayAuthorization.ApiKey(), Api = new GatewayApi { PassThrough = To(stack) } });
        var method = template.Methods["ANY /upstream/{proxy+}"];
        ((bool)method["ApiKeyRequired"]!).Should().BeTrue();
        var integration = method["Integration"]!;
        ((string)integration["Type"]!).Should().Be("HTTP_PROXY");
        ((string)integration["ConnectionType"]!).Should().Be("VPC_LINK");
        Cfn.Text(integration["ConnectionId"]!).Should().Be("${GatewayVpcLink}");
        Cfn.Text(integration["Uri"]!).Should().Be("http://${Balancer.DNSName}:8000/{proxy}");
        ((string)integration["ResponseTransferMode"]!).Should().Be("STREAM");
        integration["RequestParameters"]!.ToJsonString().Should().Be("""{"integration.request.path.proxy":"method.request.path.proxy"}""");
        Cfn.Text(template.Only("AWS::ApiGateway::VpcLink")["TargetArns"]![0]!).Should().Be("${Balancer}");
        template.Messages.Should().NotContain(message => message.Contains("PassThroughAccess"));
    }

    [Fact]
    public void Access_rules_that_it_goes_around_are_pointed_out() =>
        StackTemplate.OfGateway(stack => Fakes.Props with { Access = [ModelAccess.ForEveryone("nova-lite")], Api = new GatewayApi { PassThrough = To(stack) } })
            .Messages.Should().Contain(message => message.Contains("[ack: LlmGateway:PassThroughAccess]"));

    private static VpcPassThrough To(Stack stack) => new()
    {
        LoadBalancer = new NetworkLoadBalancer(stack, "Balancer", new NetworkLoadBalancerProps { Vpc = new Vpc(stack, "Vpc", new VpcProps { NatGateways = 0 }) }),
        Port = 8000,
    };
}

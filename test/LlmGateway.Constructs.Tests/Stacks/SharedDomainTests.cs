using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Route53;

namespace LlmGateway.Constructs.Tests.Stacks;

/// <summary>Several gateways under one name.</summary>
public sealed class SharedDomainTests
{
    [Fact]
    public void Gateways_of_a_kind_share_the_domain_by_their_base_paths_and_no_others()
    {
        var template = StackTemplate.Of(stack =>
        {
            var certificate = Certificate.FromCertificateArn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc");
            var zone = HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" });
            GatewayDomain At(string name, string? path) => new() { Name = name, Certificate = certificate, HostedZone = zone, BasePath = path };
            LlmRestGateway Rest(string id, GatewayDomain domain) => new(stack, id, Fakes.Props with { Api = new GatewayApi { Domain = domain } });
            LlmWebSocketGateway Socket(string id, GatewayDomain domain) => new(stack, id, new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Domain = domain });
            Rest("One", At("llm.example.com", "one"));
            Rest("Two", At("llm.example.com", "two")).Url.Should().Be("https://llm.example.com/two");
            Socket("Three", At("ws.example.com", "one"));
            Socket("Four", At("ws.example.com", "two"));

            ((Action)(() => Rest("Same", At("llm.example.com", "two")))).Should().Throw<InvalidPropsException>().Which.Mistakes.Should().Equal(
                "Api.Domain has the name and the base path of Test/Two. Give each gateway of one domain a BasePath of its own.");
            ((Action)(() => Socket("Mixed", At("llm.example.com", "three")))).Should().Throw<InvalidPropsException>().Which.Mistakes.Should()
                .HaveCount(2).And.OnlyContain(mistake => mistake.EndsWith("Use another name, such as \"ws.llm.example.com\".", StringComparison.Ordinal));
        });

        template.All("AWS::ApiGateway::DomainName").Should().ContainSingle();
        template.All("AWS::ApiGatewayV2::DomainName").Should().ContainSingle();
        template.All("AWS::Route53::RecordSet").Should().HaveCount(2);
        template.All("AWS::ApiGateway::BasePathMapping").Select(mapping => (string?)mapping["BasePath"]).Should().BeEquivalentTo("one", "two");
    }
}

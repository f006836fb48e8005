using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Route53;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class ApiTests
{
    [Fact]
    public void Throttling_is_the_stages() =>
        With(new GatewayApi { Throttle = new GatewayThrottle { RequestsPerSecond = 5, Burst = 7 } }).Only("AWS::ApiGateway::Stage")["MethodSettings"]!.ToJsonString()
            .Should().Contain("\"ThrottlingBurstLimit\":7,\"ThrottlingRateLimit\":5");

    [Fact]
    public void A_resource_policy_is_taken_as_it_is() =>
        Iam.Lines(With(new GatewayApi { ResourcePolicy = Policy() }).Only("AWS::ApiGateway::RestApi")["Policy"]!)
            .Should().Equal("Deny execute-api:Invoke on execute-api:/* by AWS * when NotIpAddress aws:SourceIp = 203.0.113.0/24");

    [Fact]
    public void A_private_endpoint_admits_its_VPC_endpoints_and_with_IAM_this_account_alone()
    {
        var api = StackTemplate.OfGateway(stack => Fakes.Props with { Api = new GatewayApi { Endpoint = GatewayEndpoint.Private(Endpoint(stack)) } }).Only("AWS::ApiGateway::RestApi");
        api["EndpointConfiguration"]!.ToJsonString().Should().Be("""{"Types":["PRIVATE"],"VpcEndpointIds":["vpce-1"]}""");
        Iam.Lines(api["Policy"]!).Should().Equal(
            "Allow execute-api:Invoke on execute-api:/* by AWS arn:${AWS::Partition}:iam::${AWS::AccountId}:root",
            "Deny execute-api:Invoke on execute-api:/* by AWS * when StringNotEquals aws:SourceVpce = vpce-1");
    }

    [Fact]
    public void A_private_endpoint_with_keys_admits_whoever_comes_through_its_VPC_endpoints() =>
        Iam.Lines(StackTemplate.OfGateway(stack => Fakes.Props with { Authorization = GatewayAuthorization.ApiKey(), Api = new GatewayApi { Endpoint = GatewayEndpoint.Private(Endpoint(stack)) } })
            .Only("AWS::ApiGateway::RestApi")["Policy"]!).Should().Equal(
                "Allow execute-api:Invoke on execute-api:/* by AWS *",
                "Deny execute-api:Invoke on execute-api:/* by AWS * when StringNotEquals aws:SourceVpce = vpce-1");

    [Fact]
    public void A_private_endpoint_with_a_policy_of_its_own_gets_no_other() =>
        Iam.Lines(StackTemplate.OfGateway(stack => Fakes.Props with { Api = new GatewayApi { Endpoint = GatewayEndpoint.Private(Endpoint(stack)), ResourcePolicy = Policy() } })
            .Only("AWS::ApiGateway::RestApi")["Policy"]!).Should().ContainSingle().Which.Should().Contain("aws:SourceIp");

    [Fact]
    public void A_domain_is_mapped_and_pointed_at()
    {
        string url = "";
        var template = StackTemplate.Of(stack =>
        {
            var gateway = new LlmRestGateway(stack, "Gateway", Fakes.Props with
            {
                Api = new GatewayApi
                {
                    Domain = new GatewayDomain
                    {
                        Name = "llm.example.com",
                        Certificate = Certificate.FromCertificateArn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc"),
                        BasePath = "v",
                        HostedZone = HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" }),
                    },
                },
            });
            url = gateway.OpenAiBaseUrl;
            gateway.Domain.Should().NotBeNull();
        });
        url.Should().Be("https://llm.example.com/v/v1");
        template.Only("AWS::ApiGateway::DomainName").ToJsonString().Should().Be(
            """{"DomainName":"llm.example.com","EndpointConfiguration":{"Types":["REGIONAL"]},"RegionalCertificateArn":"arn:aws:acm:us-east-1:111122223333:certificate/abc","SecurityPolicy":"TLS_1_2"}""");
        ((string)template.Only("AWS::ApiGateway::BasePathMapping")["BasePath"]!).Should().Be("v");
        ((string)template.Only("AWS::Route53::RecordSet")["Name"]!).Should().Be("llm.example.com.");
    }

    [Fact]
    public void Without_a_domain_the_url_is_the_stages()
    {
        var url = StackTemplate.Of(stack => _ = new CfnOutput(stack, "Url", new CfnOutputProps { Value = new LlmRestGateway(stack, "Gateway", Fakes.Props).Url })).Outputs["Url"];
        url.Should().Be("https://${GatewayApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/prod");
    }

    [Fact]
    public void The_api_can_be_configured_but_not_against_the_gateway()
    {
        With(new GatewayApi { Configure = api => api.DisableExecuteApiEndpoint = true }).Only("AWS::ApiGateway::RestApi")["DisableExecuteApiEndpoint"]!.GetValue<bool>().Should().BeTrue();

        var wrong = () => With(new GatewayApi
        {
            Configure = api => (api.Deploy, api.DeployOptions, api.Policy, api.DefaultMethodOptions, api.DefaultCorsPreflightOptions) =
                (false, new StageOptions { StageName = "dev" }, Policy(), new MethodOptions(), new CorsOptions { AllowOrigins = ["*"] }),
        });
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            LlmRestGateway 'Test/Gateway' has 5 mistakes in its props:
            - Api.Configure changes Deploy, which the gateway lives by. Leave it out: the gateway has one stage, which is always the latest.
            - Api.Configure changes DeployOptions.StageName, which the gateway lives by. Leave it at 'prod', or use Api.Domain for a path of your own.
            - Api.Configure changes Policy, which the gateway lives by. Use Api.ResourcePolicy.
            - Api.Configure changes DefaultMethodOptions, which the gateway lives by. Use Authorization.
            - Api.Configure changes DefaultCorsPreflightOptions, which the gateway lives by. Use Api.Cors.
            """.ReplaceLineEndings("\n"));
    }

    private static StackTemplate With(GatewayApi api) => StackTemplate.OfGateway(_ => Fakes.Props with { Api = api });

    private static IVpcEndpoint Endpoint(Stack stack) =>
        InterfaceVpcEndpoint.FromInterfaceVpcEndpointAttributes(stack, "Endpoint", new InterfaceVpcEndpointAttributes { VpcEndpointId = "vpce-1", Port = 443 });

    private static PolicyDocument Policy() => new(new PolicyDocumentProps
    {
        Statements =
        [
            new PolicyStatement(new PolicyStatementProps
            {
                Effect = Effect.DENY,
                Principals = [new AnyPrincipal()],
                Actions = ["execute-api:Invoke"],
                Resources = ["execute-api:/*"],
                Conditions = new Dictionary<string, object> { ["NotIpAddress"] = new Dictionary<string, object> { ["aws:SourceIp"] = "203.0.113.0/24" } },
            }),
        ],
    });
}

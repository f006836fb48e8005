using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.Route53;

namespace LlmGateway.Constructs.Tests.ChatUis;

/// <summary>The page in a VPC.</summary>
public sealed class OnLoadBalancerTests(OnLoadBalancerTests.Synthesized synthesized) : IClassFixture<OnLoadBalancerTests.Synthesized>
{
    private static readonly GatewayCors Cors = new() { AllowOrigins = ["https://chat.example.com"] };

    public sealed class Synthesized
    {
        internal StackTemplate Template { get; } = StackTemplate.Of(stack =>
        {
            var (_, rest, socket) = Pages.Gateways(stack, cors: Cors);
            var zone = HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" });
            _ = ChatUi.OnLoadBalancer(stack, "Chat", new LoadBalancedChatUiProps
            {
                Vpc = VpcOf(stack),
                Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = Pages.CertificateIn(stack, "eu-west-1"), HostedZone = zone },
                Rest = rest,
                WebSocket = socket,
            });
        }, "eu-west-1");
    }

    private StackTemplate Template => synthesized.Template;

    [Fact]
    public void The_load_balancer_is_internal_and_lets_in_what_the_vpc_reaches()
    {
        var balancer = Template.Only("AWS::ElasticLoadBalancingV2::LoadBalancer");

        balancer["Scheme"]!.GetValue<string>().Should().Be("internal");
        balancer["LoadBalancerAttributes"]!.ToJsonString().Should().Contain("""{"Key":"routing.http.drop_invalid_header_fields.enabled","Value":"true"}""");
        var group = Template.Only("AWS::EC2::SecurityGroup");
        group["SecurityGroupIngress"]!.AsArray().Should().ContainSingle().Which!["CidrIp"]!.GetValue<string>().Should().Be("10.0.0.0/16");
        group["SecurityGroupEgress"]!.AsArray().Should().ContainSingle().Which!["ToPort"]!.GetValue<int>().Should().Be(443);
    }

    [Fact]
    public void Nothing_is_let_through_before_Cognito_knows_who_it_is()
    {
        var listener = Template.Only("AWS::ElasticLoadBalancingV2::Listener");

        listener["Port"]!.GetValue<int>().Should().Be(443);
        listener["SslPolicy"]!.GetValue<string>().Should().Be("ELBSecurityPolicy-TLS13-1-2-Res-2021-06");
        var actions = listener["DefaultActions"]!.AsArray();
        actions.Select(action => action!["Type"]!.GetValue<string>()).Should().Equal("authenticate-cognito", "forward");
        actions[0]!["AuthenticateCognitoConfig"]!["Scope"]!.GetValue<string>().Should().Be("openid email profile");
        actions[0]!["AuthenticateCognitoConfig"]!["SessionTimeout"]!.ToString().Should().Be("28800", "that is how long people stay signed in");
        Template.All("AWS::ElasticLoadBalancingV2::ListenerRule").Should().BeEmpty("there is no way around the default action");
    }

    [Fact]
    public void The_load_balancers_client_has_a_secret_and_its_tokens_count()
    {
        var client = Template.Properties("AuthLoadBalancerChat");

        client["GenerateSecret"]!.GetValue<bool>().Should().BeTrue();
        client["CallbackURLs"]!.ToJsonString().Should().Be("""["https://chat.example.com/oauth2/idpresponse"]""");
        Cfn.Text(Template.Properties("AuthAuthorizer")["Environment"]!["Variables"]!["LLM_GATEWAY_AUTHORIZER"]!).Should().Contain("${AuthLoadBalancerChat}");
    }

    [Fact]
    public void The_function_reads_the_pages_files_and_nothing_else()
    {
        var statements = Iam.Lines(Template.Properties("ChatFilesRoleDefaultPolicy")["PolicyDocument"]!);

        statements.Should().Equal("Allow logs:CreateLogStream, logs:PutLogEvents on ${ChatFilesLogs.Arn}", "Allow s3:GetObject on ${ChatBucket.Arn}/*");
        var site = Cfn.Text(Template.Properties("ChatFiles")["Environment"]!["Variables"]!["LLM_GATEWAY_SITE"]!);
        site.Should().Contain("frame-ancestors").And.Contain("""bucket":"${ChatBucket}""").And.Contain("https://${RestApi}.execute-api.").And.NotContain("amazoncognito", "the load balancer signs people in, the page does not");
        Template.All("AWS::Lambda::Permission").Should().ContainSingle(permission => permission["Principal"]!.ToString() == "elasticloadbalancing.amazonaws.com");
    }

    [Fact]
    public void The_page_asks_the_load_balancer_for_its_token()
    {
        var config = Pages.ConfigOf(Template);

        config["auth"]!.ToJsonString().Should().Be("""{"type":"alb","tokenUrl":"/session"}""");
        config["restUrl"]!.GetValue<string>().Should().Be("https://${RestApi}.execute-api.eu-west-1.${AWS::URLSuffix}/prod");
        Template.Only("AWS::Route53::RecordSet")["Name"]!.GetValue<string>().Should().Be("chat.example.com.");
    }

    [Fact]
    public async Task AWSs_own_schema_has_nothing_against_it()
    {
        var check = await LlmGateway.Testing.NodeModules.RunAsync("schema-check.mjs", [Template.File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty();
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var building = () => StackTemplate.Of(stack => _ = ChatUi.OnLoadBalancer(stack, "Chat", new LoadBalancedChatUiProps
        {
            Vpc = null!,
            Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = Pages.CertificateIn(stack, "us-east-1") },
            Rest = Pages.Keyed(stack),
        }), "eu-west-1");

        building.Should().Throw<InvalidPropsException>().Which.Mistakes.Should().Equal(
            "Vpc is null. Give the VPC that people reach.",
            "Domain.Certificate is in us-east-1. Request it in eu-west-1: certificates of another region can't be used there.",
            "Rest does not know its callers by Cognito, by which the load balancer signs people in. Give it Authorization = GatewayAuthorization.Cognito(auth).",
            "Rest does not let pages of another origin call. Give it Api = new GatewayApi { Cors = new GatewayCors { AllowOrigins = [\"https://chat.example.com\"] } }.");
    }

    [Fact]
    public void It_stays_internal()
    {
        var building = () => StackTemplate.Of(stack =>
        {
            var (_, rest, _) = Pages.Gateways(stack, cors: Cors);
            _ = ChatUi.OnLoadBalancer(stack, "Chat", new LoadBalancedChatUiProps
            {
                Vpc = VpcOf(stack), Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = Pages.CertificateIn(stack, "eu-west-1") }, Rest = rest, ConfigureLoadBalancer = props => props.InternetFacing = true,
            });
        }, "eu-west-1");

        building.Should().Throw<InvalidPropsException>().WithMessage("*ConfigureLoadBalancer opens the load balancer to the internet*");
    }

    private static IVpc VpcOf(Stack stack) => Vpc.FromVpcAttributes(stack, "Vpc", new VpcAttributes
    {
        VpcId = "vpc-1", VpcCidrBlock = "10.0.0.0/16", AvailabilityZones = ["eu-west-1a", "eu-west-1b"], PrivateSubnetIds = ["subnet-a", "subnet-b"],
    });
}

using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using LlmGateway.Constructs;

namespace CdkRange;

/// <summary>Every way to sign in, on a domain of one's own, before both gateways and the page behind a load balancer.</summary>
internal sealed class SignInStack : Stack
{
    public SignInStack(Construct scope, string id) : base(scope, id, new StackProps { Env = new Amazon.CDK.Environment { Region = "us-east-1", Account = "111122223333" } })
    {
        var certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc");
        var zone = HostedZone.FromHostedZoneAttributes(this, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" });
        var auth = new CognitoSamlAuth(this, "Auth", new CognitoSamlAuthProps
        {
            Domain = SignInDomain.Custom("auth.example.com", certificate, zone),
            Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] },
            Groups = ["engineers"],
            Providers = [new LlmGateway.Constructs.SamlProvider { MetadataUrl = "https://login.microsoftonline.com/x/federationmetadata.xml" }],
        });
        auth.AddOidc(new OidcProvider { Name = "Okta", IssuerUrl = "https://example.okta.com", ClientId = "abc", ClientSecret = Secret.FromSecretNameV2(this, "Okta", "okta") });
        auth.AddGitHub("abc", Secret.FromSecretNameV2(this, "GitHub", "github"), GitHubAllow.Organization("example"));
        auth.AddMachineClient("batch");
        var models = new LlmGateway.Constructs.Model[] { BedrockModel.CrossRegion("us.amazon.nova-pro-v1:0") };
        var rest = new LlmRestGateway(this, "Rest", new LlmRestGatewayProps
        {
            Models = models,
            Authorization = GatewayAuthorization.Cognito(auth),
            Api = new GatewayApi { Cors = new GatewayCors { AllowOrigins = ["https://chat.example.com"] } },
        });
        var socket = new LlmWebSocketGateway(this, "Socket", new LlmWebSocketGatewayProps
        {
            Models = models,
            Authorization = GatewayAuthorization.Cognito(auth),
        });
        var vpc = new Vpc(this, "Vpc", new VpcProps { MaxAzs = 2, NatGateways = 0 });
        ChatUi.OnLoadBalancer(this, "Chat", new LoadBalancedChatUiProps
        {
            Vpc = vpc,
            Subnets = new SubnetSelection { SubnetType = SubnetType.PRIVATE_ISOLATED },
            Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = certificate, HostedZone = zone },
            Rest = rest,
            WebSocket = socket,
        });
    }
}

using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using LlmGateway.Constructs;

// The chat page before both gateways, behind one user pool, with a cache and chats: on CloudFront, or, asked for by the context, on a load balancer.
const string domain = "chat.example.com";
var app = new App();
var stack = new Stack(app, "ChatPage");
var auth = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Browser = new BrowserClient() });
Model[] models =
[
    BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite", Price = new ModelPrice(0.06m, 0.24m) },
    BedrockModel.Of("amazon.nova-pro-v1:0") with { Alias = "nova-pro" },
];
var (cache, history) = (new QaCache(stack, "Cache"), new ChatHistory(stack, "History"));
var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = models, Cache = cache, History = history, Authorization = GatewayAuthorization.Cognito(auth) });
var rest = new LlmRestGateway(stack, "Rest", new LlmRestGatewayProps
{
    Models = models, Cache = cache, History = history, Requests = socket.Requests, Authorization = GatewayAuthorization.Cognito(auth),
    Api = new GatewayApi { Cors = new GatewayCors { AllowOrigins = [$"https://{domain}"] } },
});
var branding = new ChatBranding { Title = "Acme Chat", Prompts = ["What is a gateway?"] };
if (app.Node.TryGetContext("page") is "balancer")
    _ = ChatUi.OnLoadBalancer(stack, "Chat", new LoadBalancedChatUiProps
    {
        Rest = rest, WebSocket = socket, Branding = branding,
        Vpc = Vpc.FromVpcAttributes(stack, "Vpc", new VpcAttributes { VpcId = "vpc-1", VpcCidrBlock = "10.0.0.0/16", AvailabilityZones = ["us-east-1a", "us-east-1b"], PrivateSubnetIds = ["subnet-a", "subnet-b"] }),
        Domain = new ChatUiDomain { Name = domain, Certificate = Certificate.FromCertificateArn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc") },
    });
else
    _ = new ChatUi(stack, "Chat", new ChatUiProps { Rest = rest, WebSocket = socket, Branding = branding });
app.Synth();

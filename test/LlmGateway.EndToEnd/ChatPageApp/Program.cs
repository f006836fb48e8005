using Amazon.CDK;
using LlmGateway.Constructs;

// The chat page before both gateways, behind one user pool, with a cache and chats.
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
    Models = models, Cache = cache, History = history, Requests = socket.Requests, Authorization = GatewayAuthorization.Cognito(auth), Logs = new GatewayLogs { AccountRole = false },
});
_ = new ChatUi(stack, "Chat", new ChatUiProps { Rest = rest, WebSocket = socket, Branding = new ChatBranding { Title = "Acme Chat", Prompts = ["What is a gateway?"] } });
app.Synth();

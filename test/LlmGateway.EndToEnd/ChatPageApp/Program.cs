using Amazon.CDK;
using LlmGateway.Constructs;

// What the chat page talks to: both gateways behind one user pool, with a cache and chats.
const string page = "https://chat.example.com";
var app = new App();
var stack = new Stack(app, "ChatPage");
var auth = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Browser = new BrowserClient { CallbackUrls = [$"{page}/"] } });
Model[] models =
[
    BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite", Price = new ModelPrice(0.06m, 0.24m) },
    BedrockModel.Of("amazon.nova-pro-v1:0") with { Alias = "nova-pro" },
];
var (cache, history) = (new QaCache(stack, "Cache"), new ChatHistory(stack, "History"));
var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = models, Cache = cache, History = history, Authorization = GatewayAuthorization.Cognito(auth) });
_ = new LlmRestGateway(stack, "Rest", new LlmRestGatewayProps
{
    Models = models, Cache = cache, History = history, Requests = socket.Requests, Authorization = GatewayAuthorization.Cognito(auth), Logs = new GatewayLogs { AccountRole = false },
    Api = new GatewayApi { Cors = new GatewayCors { AllowOrigins = [page] } },
});
app.Synth();

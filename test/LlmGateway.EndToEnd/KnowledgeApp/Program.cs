using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using LlmGateway.Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

// Both gateways with knowledge, for two groups that may each read the scopes of their own region.
var app = new App();
var stack = new Stack(app, "Knowledge");
var auth = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] }, Groups = ["north", "south"] });
var outages = new Table(stack, "Outages", new TableProps
{
    PartitionKey = new Attribute { Name = "node_id", Type = AttributeType.STRING },
    SortKey = new Attribute { Name = "at", Type = AttributeType.STRING },
    BillingMode = BillingMode.PAY_PER_REQUEST,
});
ScopeAccess[] regions = [ScopeAccess.ForGroup("north", "north-*"), ScopeAccess.ForGroup("south", "south-*")];
Knowledge[] knowledge = [Knowledge.FromTable(outages) with { Alias = "outages", Scopes = regions, TitleField = "title", Fields = ["at", "status", "cause"] }];
Model[] models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }];
var cache = new QaCache(stack, "Cache", new QaCacheProps { Answers = new AnswerRules { Scope = CacheScope.Shared } });
var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = models, Knowledge = knowledge, Cache = cache, Authorization = GatewayAuthorization.Cognito(auth) });
_ = new LlmRestGateway(stack, "Rest", new LlmRestGatewayProps
{
    Models = models, Knowledge = knowledge, Cache = cache, Requests = socket.Requests, Authorization = GatewayAuthorization.Cognito(auth), Logs = new GatewayLogs { AccountRole = false },
});
app.Synth();

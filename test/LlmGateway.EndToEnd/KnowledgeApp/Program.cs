using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.OpenSearchServerless;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

// Both gateways with every kind of knowledge, for two groups that may each read the scopes of their own region.
var app = new App();
var stack = new Stack(app, "Knowledge");
var auth = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] }, Groups = ["north", "south"] });
var outages = new Table(stack, "Outages", new TableProps
{
    PartitionKey = new Attribute { Name = "node_id", Type = AttributeType.STRING },
    SortKey = new Attribute { Name = "at", Type = AttributeType.STRING },
    BillingMode = BillingMode.PAY_PER_REQUEST,
});
var reports = new Domain(stack, "Reports", new DomainProps { Version = EngineVersion.OpenSearch("2.19") });
var notes = new CfnCollection(stack, "Notes", new CfnCollectionProps { Name = "notes", Type = "VECTORSEARCH" });
var bucket = new CfnResource(stack, "Vectors", new CfnResourceProps { Type = "AWS::S3Vectors::VectorBucket" });
var tickets = new CfnResource(stack, "Tickets", new CfnResourceProps
{
    Type = "AWS::S3Vectors::Index",
    Properties = new Dictionary<string, object>
    {
        ["VectorBucketArn"] = bucket.GetAtt("VectorBucketArn").ToString(), ["IndexName"] = "tickets", ["DataType"] = "float32", ["Dimension"] = 256, ["DistanceMetric"] = "cosine",
        ["MetadataConfiguration"] = new Dictionary<string, object> { ["NonFilterableMetadataKeys"] = new[] { "text" } },
    },
});
var finder = new Function(stack, "Finder", new FunctionProps { Runtime = Runtime.PROVIDED_AL2023, Handler = "bootstrap", Code = Code.FromAsset(Path.Combine(AppContext.BaseDirectory, "finder")) });

ScopeAccess[] regions = [ScopeAccess.ForGroup("north", "north-*"), ScopeAccess.ForGroup("south", "south-*")];
ScopeAccess[] all = [ScopeAccess.ForEveryone("*")];
var titan = BedrockModel.Of("amazon.titan-embed-text-v2:0");
Knowledge[] knowledge =
[
    Knowledge.FromTable(outages) with { Alias = "outages", Scopes = regions, TitleField = "title", Fields = ["at", "status", "cause"] },
    Knowledge.FromOpenSearch(reports, "reports", titan) with { Alias = "reports", Scopes = regions, Dimensions = 256, Limit = 2 },
    Knowledge.FromOpenSearch(notes, "notes", titan) with { Alias = "notes", Scopes = all, ScopeField = null, Dimensions = 256, Limit = 1 },
    Knowledge.FromS3Vectors(tickets, titan) with { Alias = "tickets", Scopes = regions, Dimensions = 256, Limit = 2 },
    Knowledge.FromBedrockKnowledgeBase("MANUALS123") with { Alias = "manuals", Scopes = regions, Limit = 2 },
    Knowledge.FromFunction(finder) with { Alias = "oncall", Scopes = regions, Limit = 3 },
];
Model[] models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }, BedrockModel.Of("anthropic.claude-3-haiku-20240307-v1:0") with { Alias = "claude" }];
var cache = new QaCache(stack, "Cache", new QaCacheProps { Answers = new AnswerRules { Scope = CacheScope.Shared } });
var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = models, Knowledge = knowledge, Cache = cache, Authorization = GatewayAuthorization.Cognito(auth) });
_ = new LlmRestGateway(stack, "Rest", new LlmRestGatewayProps
{
    Models = models, Knowledge = knowledge, Cache = cache, Requests = socket.Requests, Authorization = GatewayAuthorization.Cognito(auth),
});
app.Synth();

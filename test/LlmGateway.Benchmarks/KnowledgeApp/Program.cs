using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Constructs;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

// The same gateway without knowledge, with each kind of it, and with as much as a prompt takes.
var app = new App();
var stack = new Stack(app, "Bench");
var outages = new Table(stack, "Outages", new TableProps
{
    PartitionKey = new Attribute { Name = "node_id", Type = AttributeType.STRING }, SortKey = new Attribute { Name = "at", Type = AttributeType.STRING }, BillingMode = BillingMode.PAY_PER_REQUEST,
});
var domain = new Domain(stack, "Reports", new DomainProps { Version = EngineVersion.OPENSEARCH_2_13 });
var index = new CfnResource(stack, "Index", new CfnResourceProps
{
    Type = "AWS::S3Vectors::Index",
    Properties = new Dictionary<string, object> { ["VectorBucketName"] = "vectors", ["IndexName"] = "outages", ["DataType"] = "float32", ["Dimension"] = 256, ["DistanceMetric"] = "cosine" },
});
var titan = BedrockModel.Of("amazon.titan-embed-text-v2:0");
ScopeAccess[] all = [ScopeAccess.ForEveryone("*")];
var table = Knowledge.FromTable(outages) with { Scopes = all };
var search = Knowledge.FromOpenSearch(domain, "outages", titan) with { Scopes = all, Dimensions = 256 };
var vectors = Knowledge.FromS3Vectors(index, titan) with { Scopes = all, Dimensions = 256 };
Make("Plain");
Make("Table", table);
Make("Search", search);
Make("Vectors", vectors);
Make("Fifty", table with { Limit = 50, TokenBudget = 50_000 });
app.Synth();

void Make(string id, params Knowledge[] knowledge) => _ = new LlmRestGateway(stack, id, new LlmRestGatewayProps
{
    Models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }], Knowledge = knowledge, Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { RequestsPerSecond = 5000, Burst = 5000 }),
    Api = new GatewayApi { Throttle = new GatewayThrottle { RequestsPerSecond = 5000, Burst = 5000 } },
});

using Amazon.CDK;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Constructs;

// Gateways that know a question by other words, too, and keep vectors in each of the places there are. The simulator's vectors know no synonyms, so that they are
// less near than a real model's.
var app = new App();
var table = new Stack(app, "Table");
AddGateway(table, SemanticStore.InTable());
var vectors = new Stack(app, "Vectors");
var bucket = new CfnResource(vectors, "Bucket", new CfnResourceProps { Type = "AWS::S3Vectors::VectorBucket" });
AddGateway(vectors, SemanticStore.InS3Vectors(new CfnResource(vectors, "Index", new CfnResourceProps
{
    Type = "AWS::S3Vectors::Index",
    Properties = new Dictionary<string, object>
    {
        ["VectorBucketArn"] = bucket.GetAtt("VectorBucketArn").ToString(), ["IndexName"] = "questions", ["DataType"] = "float32", ["Dimension"] = 256, ["DistanceMetric"] = "cosine",
        ["MetadataConfiguration"] = new Dictionary<string, object> { ["NonFilterableMetadataKeys"] = new[] { "question" } },
    },
})));
var search = new Stack(app, "Search");
AddGateway(search, SemanticStore.InOpenSearch(new Domain(search, "Domain", new DomainProps { Version = EngineVersion.OpenSearch("2.19") }), "questions"));
app.Synth();

static void AddGateway(Stack stack, SemanticStore store) => _ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
{
    Authorization = GatewayAuthorization.ApiKey(),
    Cache = new QaCache(stack, "Cache", new QaCacheProps
    {
        Seed = QaSeed.FromFile("faq.csv"),
        Answers = new AnswerRules { Scope = CacheScope.Shared, Semantic = new SemanticMatch(BedrockModel.Of("amazon.titan-embed-text-v2:0"), 0.7, store) { Dimensions = 256 } },
    }),
    Models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite", MaxTokens = 4096 }],
});

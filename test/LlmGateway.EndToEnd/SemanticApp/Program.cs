using Amazon.CDK;
using LlmGateway.Constructs;

// A gateway that knows a question by other words, too. The simulator's vectors know no synonyms, so that they are less near than a real model's.
var app = new App();
var stack = new Stack(app, "Semantic");
_ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
{
    Authorization = GatewayAuthorization.ApiKey(),
    Cache = new QaCache(stack, "Cache", new QaCacheProps
    {
        Answers = new AnswerRules { Scope = CacheScope.Shared, Semantic = new SemanticMatch(BedrockModel.Of("amazon.titan-embed-text-v2:0"), 0.7) { Dimensions = 256 } },
    }),
    Models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }],
});
app.Synth();

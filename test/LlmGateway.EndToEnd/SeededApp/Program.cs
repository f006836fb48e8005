using Amazon.CDK;
using LlmGateway.Constructs;

// A gateway that knows some answers before anybody asks.
var app = new App();
var stack = new Stack(app, "Seeded");
_ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
{
    Authorization = GatewayAuthorization.ApiKey(),
    Cache = new QaCache(stack, "Cache", new QaCacheProps { Seed = QaSeed.FromFile(Path.Combine(AppContext.BaseDirectory, "faq.csv")) }),
    Models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }],
});
app.Synth();

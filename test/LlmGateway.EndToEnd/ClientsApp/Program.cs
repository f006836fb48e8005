using Amazon.CDK;
using LlmGateway.Constructs;

// A gateway with all that OpenAI's newer protocols need: kept responses, and models that make embeddings.
var app = new App();
var stack = new Stack(app, "Clients");
_ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
{
    // Client libraries send their checks back to back, without retries: the default of 10 requests a second would refuse some of them.
    Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["ada", "bob"], RequestsPerSecond = 1000, Burst = 1000 }),
    History = new ChatHistory(stack, "History"),
    Models =
    [
        BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku", Price = new ModelPrice(1.00m, 5.00m) },
        BedrockModel.Of("amazon.titan-embed-text-v2:0") with { Alias = "titan-embed", Price = new ModelPrice(0.02m, 0m) },
        BedrockModel.Of("cohere.embed-multilingual-v3") with { Alias = "cohere-embed" },
        BedrockModel.Of("amazon.nova-2-multimodal-embeddings-v1:0") with { Alias = "nova-embed" },
    ],
});
app.Synth();

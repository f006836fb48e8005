using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using LlmGateway.Constructs;

namespace Consumer;

/// <summary>The gateway as this team sets it up, with routes of its own beside.</summary>
public sealed class TeamGateway(Construct scope, string id, QaCache cache) : LlmRestGateway(scope, id, new LlmRestGatewayProps
{
    Models =
    [
        BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite", Price = new ModelPrice(0.06m, 0.24m) },
        OpenAiCompatible.At("https://models.example.com/v1", "llama3.2") with { Alias = "llama" },
    ],
    Cache = cache,
    Authorization = GatewayAuthorization.ApiKey(),
})
{
    /// <summary>A route that the team's own function answers, for those who have the gateway's key.</summary>
    public void AddRoute(string path, IFunction function) =>
        Api.Root.AddResource(path).AddMethod("GET", new LambdaIntegration(function), new MethodOptions { ApiKeyRequired = true });
}

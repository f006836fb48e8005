using Amazon.CDK;
using Constructs;
using LlmGateway.Constructs;

namespace QuickStart;

/// <summary>A gateway to three models on Amazon Bedrock, for whoever has its API key, with a cache for answers and a page to chat on.</summary>
public sealed class QuickStartStack : Stack
{
    public QuickStartStack(Construct scope, string id, IStackProps? props = null) : base(scope, id, props)
    {
        var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
        {
            Authorization = GatewayAuthorization.ApiKey(),
            Cache = new QaCache(this, "Cache"),
            Models =
            [
                BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku" },
                BedrockModel.CrossRegion("us.anthropic.claude-sonnet-4-5-20250929-v1:0") with { Alias = "claude-sonnet" },
                BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" },
            ],
        });
        var chat = new ChatUi(this, "Chat", new ChatUiProps { Rest = gateway });

        new CfnOutput(this, "ChatUrl", new CfnOutputProps { Value = chat.Url, Description = "The page to chat on; it asks for the API key" });
        new CfnOutput(this, "Url", new CfnOutputProps { Value = gateway.Url, Description = "Where clients call; OpenAI clients add /v1" });
        new CfnOutput(this, "ApiKeyId", new CfnOutputProps { Value = gateway.ApiKeys["default"].KeyId, Description = "aws apigateway get-api-key --include-value --api-key ID" });
    }
}

using Amazon.CDK;
using LlmGateway.Constructs;

// A gateway with a model of each kind that clients trip over.
var app = new App();
var stack = new Stack(app, "EdgeCases");
var haiku = BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0");
_ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
{
    Authorization = GatewayAuthorization.ApiKey(),
    Models =
    [
        haiku with { Alias = "claude" },
        haiku with { Alias = "claude-guarded", Guardrail = new ModelGuardrail("arn:aws:bedrock:us-west-1:123456789012:guardrail/abc123", "1") },
        BedrockModel.CrossRegion("us.anthropic.claude-opus-4-7") with { Alias = "claude-new" },
        BedrockModel.CrossRegion("apac.anthropic.claude-sonnet-4-20250514-v1:0") with { Alias = "claude-apac", Region = "ap-southeast-2" },
        BedrockModel.CrossRegion("global.anthropic.claude-sonnet-4-5-20250929-v1:0") with { Alias = "claude-global" },
        BedrockModel.Profile("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/team7", haiku) with { Alias = "team", Region = "us-east-1" },
        BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova" },
        BedrockModel.Of("meta.llama3-1-70b-instruct-v1:0") with { Alias = "llama" },
        // The tests put a server of their own there.
        OpenAiCompatible.At("http://models.invalid/v1", "open-model") with { Alias = "open" },
    ],
});
app.Synth();

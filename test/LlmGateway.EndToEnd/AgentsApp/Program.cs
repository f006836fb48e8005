using Amazon.CDK;
using LlmGateway.Constructs;

// What coding agents are pointed at: Claude under Anthropic's own names, by which Claude Code knows what a model takes, and under a name of the team's; and a model that is no Claude.
var app = new App();
var stack = new Stack(app, "Agents");
_ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
{
    Authorization = GatewayAuthorization.ApiKey(),
    Models =
    [
        BedrockModel.CrossRegion("us.anthropic.claude-sonnet-5") with { Alias = "claude-sonnet-5" },
        BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku-4-5" },
        BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "team-haiku" },
        BedrockModel.CrossRegion("us.amazon.nova-2-lite-v1:0") with { Alias = "nova" },
    ],
});
app.Synth();

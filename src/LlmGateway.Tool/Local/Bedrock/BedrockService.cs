using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Bedrock Runtime behind the front door: permissions first, then the simulator, or AWS itself.</summary>
internal sealed class BedrockService(
    BedrockSimulator simulator, BedrockRelay? relay, IReadOnlyDictionary<string, string> applicationProfiles) : IAwsService
{
    public AwsErrorShape ErrorShape => AwsErrorShape.RestJson;

    public Task HandleAsync(AwsCall call)
    {
        if (BedrockTarget.Parse(call.Request.Path) is not { } target)
        {
            throw new AwsException(AwsError.UnknownOperation(
                $"The local run has no operation {call.Request.Method} {call.Request.Path} of bedrock-runtime."));
        }
        BedrockResources.Authorize(call, target, applicationProfiles);
        return relay is null ? simulator.HandleAsync(call.Http, call.Request) : relay.SendAsync(call);
    }
}

using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.KnowledgeBases;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Bedrock Runtime behind the front door: permissions first, then the simulator, or AWS itself.</summary>
internal sealed class BedrockService(
    BedrockSimulator simulator, BedrockRelay? relay, IReadOnlyDictionary<string, string> applicationProfiles, KnowledgeBasePlay knowledgeBases) : IAwsService
{
    public AwsErrorShape ErrorShape => AwsErrorShape.RestJson;

    public Task HandleAsync(AwsCall call)
    {
        // Another host of AWS's, and the same name in signatures.
        if (KnowledgeBasePlay.BaseOf(call.Request.Path) is { } knowledgeBase) return knowledgeBases.RetrieveAsync(call, knowledgeBase);
        if (BedrockTarget.Parse(call.Request.Path) is not { } target)
        {
            throw new AwsException(AwsError.UnknownOperation(
                $"The local run has no operation {call.Request.Method} {call.Request.Path} of bedrock-runtime."));
        }
        BedrockResources.Authorize(call, target, applicationProfiles);
        return relay is null ? simulator.HandleAsync(call.Http, call.Request) : relay.SendAsync(call);
    }
}

using Amazon.CDK;

namespace LlmGateway.Constructs;

/// <summary>ARNs of Bedrock's resources, for the partition and account of a stack.</summary>
/// <param name="stack">Whose they are.</param>
/// <param name="region">The region that is called: of inference profiles, and of models called in one region.</param>
internal sealed class BedrockArns(Stack stack, string region)
{
    /// <summary>What a model is asked by.</summary>
    public required string[] Ask { get; init; }

    /// <summary>Whether a prompt's tokens are counted, too.</summary>
    public required bool Counts { get; init; }

    /// <summary>The region that is called; a token in stacks that can go anywhere.</summary>
    public string Region => region;

    public string Model(string modelId) => Model(modelId, region);

    /// <param name="modelId">Without geography.</param>
    /// <param name="inRegion">Empty: the model as global profiles name it, without a region.</param>
    public string Model(string modelId, string inRegion) => $"arn:{stack.Partition}:bedrock:{inRegion}::foundation-model/{modelId}";

    public string Profile(string profileId) => $"arn:{stack.Partition}:bedrock:{region}:{stack.Account}:inference-profile/{profileId}";
}

using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Which model identifiers Bedrock would take, and what single models refuse.</summary>
internal static partial class BedrockModels
{
    /// <exception cref="AwsException">It is neither an id nor an ARN that Bedrock could mean.</exception>
    public static void Check(string modelId)
    {
        if (!Id().IsMatch(modelId) && !Arn().IsMatch(modelId))
            throw new AwsException(AwsError.Validation("The provided model identifier is invalid."));
    }

    /// <summary>Most newer models have no throughput of their own: https://docs.aws.amazon.com/bedrock/latest/userguide/models-regions.html.</summary>
    /// <exception cref="AwsException">It is asked without a profile, and can't be.</exception>
    public static void CheckThroughput(string modelId)
    {
        if (!OnlyByProfile().IsMatch(modelId)) return;
        throw new AwsException(AwsError.Validation(
            $"Invocation of model ID {modelId} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model."));
    }

    /// <summary>Newer Claude models take temperature or topP, not both; the newest take neither.</summary>
    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void CheckSampling(string modelId, bool hasTemperature, bool hasTopP)
    {
        if (hasTemperature && hasTopP && OneOfTwo().IsMatch(modelId))
            throw Returned("`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        if ((hasTemperature || hasTopP) && NeitherOfTwo().IsMatch(modelId))
            throw Returned($"`{(hasTemperature ? "temperature" : "top_p")}` is deprecated for this model.");
    }

    /// <summary>Tokens are counted for Claude alone, and by its own id: https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html.</summary>
    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void CheckCounting(string modelId)
    {
        if (!modelId.StartsWith("anthropic.claude", StringComparison.Ordinal) && !modelId.Contains("foundation-model/anthropic.claude", StringComparison.Ordinal))
            throw new AwsException(AwsError.Validation("The provided model doesn't support counting tokens."));
    }

    private static AwsException Returned(string error) => new(AwsError.Validation($"The model returned the following errors: {error}"));

    [GeneratedRegex(@"^(?:arn:[^/]+:foundation-model/)?(?:anthropic\.claude-(?:3-7-|(?:opus|sonnet|haiku)-[45]-)|anthropic\.claude-(?:opus|sonnet)-5|anthropic\.claude-(?:fable|mythos)|meta\.llama(?:3-[23]|4)-|amazon\.nova-(?:premier|2-lite)|deepseek\.r1|mistral\.pixtral|writer\.palmyra)")]
    private static partial Regex OnlyByProfile();

    [GeneratedRegex("claude-(?:opus-4-1|(?:opus|sonnet|haiku)-4-[56])(?![0-9])")]
    private static partial Regex OneOfTwo();

    [GeneratedRegex("claude-(?:opus-(?:4-[78]|5)|sonnet-5)(?![0-9])|claude-fable|claude-mythos")]
    private static partial Regex NeitherOfTwo();

    // provider.model, with an inference profile's geography before it.
    [GeneratedRegex(@"^(?:[a-z]{2,6}(?:-[a-z]{2,6})?\.)?[a-z0-9]+\.[A-Za-z0-9._:\-]+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d{0,12}:[a-z-]+/[A-Za-z0-9._:/\-]+$")]
    private static partial Regex Arn();
}

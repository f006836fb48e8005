using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Which model identifiers Bedrock would take.</summary>
internal static partial class BedrockModels
{
    /// <exception cref="AwsException">It is neither an id nor an ARN that Bedrock could mean.</exception>
    public static void Check(string modelId)
    {
        if (!Id().IsMatch(modelId) && !Arn().IsMatch(modelId))
            throw new AwsException(AwsError.Validation("The provided model identifier is invalid."));
    }

    // provider.model, with an inference profile's geography before it.
    [GeneratedRegex(@"^(?:[a-z]{2,6}(?:-[a-z]{2,6})?\.)?[a-z0-9]+\.[A-Za-z0-9._:\-]+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d{0,12}:[a-z-]+/[A-Za-z0-9._:/\-]+$")]
    private static partial Regex Arn();
}

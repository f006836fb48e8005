using System.Text.Json;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// What IAM is asked about when a model is called: with an inference profile, the profile and the model in every region that it may reach.
/// </summary>
internal static class BedrockResources
{
    private const string ProfileKey = "bedrock:InferenceProfileArn";

    /// <param name="call">Who asks, from which region.</param>
    /// <param name="target">The model or profile.</param>
    /// <param name="applicationProfiles">ARN of an application inference profile to the model or profile it was made from.</param>
    public static void Authorize(AwsCall call, BedrockTarget target, IReadOnlyDictionary<string, string> applicationProfiles)
    {
        var (profileArn, models) = Resolve(call, target.ModelId, applicationProfiles);
        (string, string)[] context = profileArn is null ? [] : [(ProfileKey, profileArn)];
        if (profileArn is not null) call.Authorize(target.Action, profileArn, context);
        foreach (var model in models) call.Authorize(target.Action, model, context);
        if (Guardrail(call.Request.Body) is { } guardrail)
            call.Authorize("bedrock:ApplyGuardrail", guardrail.StartsWith("arn:", StringComparison.Ordinal) ? guardrail : call.ArnOf("bedrock", $"guardrail/{guardrail}"), []);
    }

    // A body that is no JSON is the service's to refuse.
    private static string? Guardrail(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOf("\"guardrailIdentifier\""u8) < 0) return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("guardrailConfig", out var config)
                && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("guardrailIdentifier", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string? ProfileArn, IReadOnlyList<string> Models) Resolve(
        AwsCall call, string modelId, IReadOnlyDictionary<string, string> applicationProfiles)
    {
        if (!modelId.StartsWith("arn:", StringComparison.Ordinal))
        {
            return InferenceProfileRegions.Split(modelId) is null
                ? (null, [Model(call, call.Region, modelId)])
                : (call.ArnOf("bedrock", $"inference-profile/{modelId}"), Reached(call, modelId));
        }
        var resource = modelId.Split(':', 6)[5];
        if (resource.StartsWith("inference-profile/", StringComparison.Ordinal))
            return (modelId, Reached(call, resource["inference-profile/".Length..]));
        if (!resource.StartsWith("application-inference-profile/", StringComparison.Ordinal)) return (null, [modelId]);
        // A profile that the template doesn't make is taken on the profile's permission alone: its models are not known here.
        return applicationProfiles.TryGetValue(modelId, out var source)
            ? (modelId, Resolve(call, source, applicationProfiles).Models)
            : (modelId, []);
    }

    private static IReadOnlyList<string> Reached(AwsCall call, string profileId) => InferenceProfileRegions.Split(profileId) is var (_, model)
        ? [.. InferenceProfileRegions.Reached(profileId, call.Region).Select(region => Model(call, region, model))]
        : throw new AwsException(AwsError.Validation("The provided model identifier is invalid."));

    private static string Model(AwsCall call, string region, string model) => $"arn:{call.Partition}:bedrock:{region}::foundation-model/{model}";
}

using LlmGateway.Constructs.Compatibility;
using LlmGateway.Constructs.Handler;
using Amazon.CDK;
using Constructs;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>What is worth knowing at synth, and is no mistake. Each id stands in docs/diagnostics.md.</summary>
internal static class Notices
{
    public static void Give(LlmRestGateway gateway, LlmRestGatewayProps props, HandlerCode code)
    {
        var annotations = Annotations.Of(gateway);
        CdkVersion.Tell(gateway);
        TellOfPortable(annotations, props.Function, code);
        if (props.Api.Cors is { AnyOrigin: true })
        {
            annotations.Warn(Diagnostics.CorsAnyOrigin,
                "Any web page may call this gateway from its visitors' browsers. Name the origins of your pages in Api.Cors.AllowOrigins, or acknowledge this where callers bring keys of their own.");
        }
        TellOfPlainHttp(annotations, props.Models);
        TellOfProfiles(annotations, props.Models);
        TellOfGeographies(gateway, props.Models);
    }

    public static void Give(LlmWebSocketGateway gateway, LlmWebSocketGatewayProps props, HandlerCode code)
    {
        var annotations = Annotations.Of(gateway);
        CdkVersion.Tell(gateway);
        TellOfPortable(annotations, props.Function, code);
        TellOfPlainHttp(annotations, props.Models);
        TellOfProfiles(annotations, props.Models);
        TellOfGeographies(gateway, props.Models);
    }

    private static void TellOfPortable(Annotations annotations, GatewayFunction function, HandlerCode code)
    {
        if (code.IsNative) return;
        annotations.AddInfo($"The handler runs on the managed .NET runtime, since no native build for {function.Architecture.Name} is beside the assembly: "
            + $"the same answers, a slower cold start. [{Diagnostics.PortableHandler}]");
    }

    private static void TellOfPlainHttp(Annotations annotations, IReadOnlyList<Model> models)
    {
        foreach (var model in models.OfType<OpenAiCompatible>().Where(SendsKeyInTheClear))
        {
            annotations.Warn($"{Diagnostics.PlainHttp}:{model.Name}",
                $"The key of '{model.Name}' goes to {model.Url} unencrypted. Use https, or acknowledge this where the way is private.");
        }
    }

    private static void TellOfProfiles(Annotations annotations, IReadOnlyList<Model> models)
    {
        foreach (var model in models.OfType<BedrockModel>().Where(model => model.NeedsProfile))
        {
            annotations.Warn($"{Diagnostics.ProfileOnly}:{model.Name}",
                $"In most regions Bedrock answers for '{model.Id}' only through an inference profile. Use BedrockModel.CrossRegion(\"us.{model.Id}\"), with eu., apac., jp., au. or global. for us. "
                + "by where prompts may be processed, or acknowledge this where your region has the model itself.");
        }
    }

    /// <summary>Bedrock knows a profile only in its own geography, and says so to the first caller, not to the deployment.</summary>
    private static void TellOfGeographies(Construct gateway, IReadOnlyList<Model> models)
    {
        foreach (var model in models.OfType<BedrockModel>())
        {
            if (model.ProfileId is not { } id || InferenceProfileRegions.Split(id) is not var (geography, name)) continue;
            var region = model.Region ?? Stack.Of(gateway).Region;
            if (Token.IsUnresolved(region) || ProfileGeography.Offers(geography, region)) continue;
            var remedy = ProfileGeography.Of(region) is { } own ? $"Use \"{own}.{name}\" where Bedrock has it, or set the model's Region to one of {geography}." : $"Set the model's Region to one of {geography}.";
            Annotations.Of(gateway).Warn($"{Diagnostics.ProfileGeography}:{model.Name}", $"The profile '{id}' is not offered in {region}, where it would be called. {remedy}");
        }
    }

    private static bool SendsKeyInTheClear(OpenAiCompatible model) => model.Key is not null && model.Url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}

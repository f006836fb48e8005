using System.Collections.Frozen;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Cross-region inference profiles: <c>us.anthropic.claude-…</c> may answer from any of its geography's regions.</summary>
internal static class InferenceProfiles
{
    // Regions that every profile of the geography reaches from everywhere in it; newer models reach more.
    private static readonly FrozenDictionary<string, string[]> Regions = new Dictionary<string, string[]>
    {
        ["us"] = ["us-east-1", "us-east-2", "us-west-2"],
        ["us-gov"] = ["us-gov-east-1", "us-gov-west-1"],
        ["ca"] = ["ca-central-1"],
        ["eu"] = ["eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1"],
        ["apac"] = ["ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "ap-south-1"],
        ["jp"] = ["ap-northeast-1", "ap-northeast-3"],
        ["au"] = ["ap-southeast-2", "ap-southeast-4"],
        // A global profile is asked about in the source region and once without any.
        ["global"] = [""],
    }.ToFrozenDictionary();

    /// <summary>Geography and model of a profile id; null when the id is a plain model's.</summary>
    public static (string Geography, string Model)? Split(string id)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Regions.ContainsKey(id[..dot]) ? (id[..dot], id[(dot + 1)..]) : null;
    }

    /// <summary>The regions that may answer a call from <paramref name="source"/>, itself included.</summary>
    public static IEnumerable<string> RegionsOf(string geography, string source) => Regions[geography].Prepend(source).Distinct();
}

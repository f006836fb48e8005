using Amazon.CDK;

namespace LlmGateway.Constructs;

/// <summary>Which regions a cross-region inference profile may send a request to.</summary>
internal static class InferenceProfileRegions
{
    private const string Global = "global";

    private static readonly Dictionary<string, string[]> ByGeography = new(StringComparer.Ordinal)
    {
        ["us"] = ["us-east-1", "us-east-2", "us-west-2"],
        ["us-gov"] = ["us-gov-east-1", "us-gov-west-1"],
        ["ca"] = ["ca-central-1", "ca-west-1"],
        ["eu"] = ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"],
        ["apac"] = ["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-4"],
        ["jp"] = ["ap-northeast-1", "ap-northeast-3"],
        ["au"] = ["ap-southeast-2", "ap-southeast-4"],
    };

    public static IEnumerable<string> Geographies => ByGeography.Keys.Append(Global);

    /// <summary>Geography and model of a profile's id; null when the id names no profile.</summary>
    public static (string Geography, string Model)? Split(string id)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && (id[..dot] == Global || ByGeography.ContainsKey(id[..dot])) ? (id[..dot], id[(dot + 1)..]) : null;
    }

    /// <summary>The regions that may answer. An empty one stands for the region-less ARN by which a global profile names its model.</summary>
    /// <param name="geography">Of the profile.</param>
    /// <param name="model">The model's id.</param>
    /// <param name="source">The region that is called; a token where it is not known.</param>
    public static IReadOnlyList<string> Reached(string geography, string model, string source)
    {
        if (geography == Global) return [source, ""];
        return [.. ByGeography.GetValueOrDefault(geography, []).Append(source).Distinct().Order(StringComparer.Ordinal)];
    }
}

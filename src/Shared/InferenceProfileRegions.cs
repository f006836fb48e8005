namespace LlmGateway.Shared;

/// <summary>Which regions a cross-region inference profile may send a request to.</summary>
internal static class InferenceProfileRegions
{
    private const string Global = "global";

    public static IEnumerable<string> Geographies => InferenceProfileTable.ByGeography.Keys.Append(Global);

    /// <summary>Geography and model of a profile's id; null when the id names no profile.</summary>
    public static (string Geography, string Model)? Split(string id)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && (id[..dot] == Global || InferenceProfileTable.ByGeography.ContainsKey(id[..dot])) ? (id[..dot], id[(dot + 1)..]) : null;
    }

    /// <summary>
    /// The regions that may answer. An empty one stands for the region-less ARN by which a global profile names its model:
    /// https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html.
    /// </summary>
    /// <param name="profileId">One that <see cref="Split"/> knows.</param>
    /// <param name="source">The region that is called.</param>
    /// <param name="isKnown">False: <paramref name="source"/> only stands for a region, such as a CDK token.</param>
    public static IReadOnlyList<string> Reached(string profileId, string source, bool isKnown = true)
    {
        if (Split(profileId) is not var (geography, _)) return [];
        if (geography == Global) return [source, ""];
        return (InferenceProfileTable.ByProfile.GetValueOrDefault(profileId) ?? InferenceProfileTable.ByGeography[geography]).From(source, isKnown);
    }
}

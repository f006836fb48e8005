namespace LlmGateway.Constructs;

/// <summary>
/// From which regions the profiles of a geography can be called, coarsely: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html.
/// </summary>
internal static class ProfileGeography
{
    private static readonly Dictionary<string, string[]> Regions = new(StringComparer.Ordinal)
    {
        ["us-gov"] = ["us-gov-"],
        ["us"] = ["us-", "ca-"],
        ["ca"] = ["ca-"],
        ["eu"] = ["eu-", "il-"],
        ["jp"] = ["ap-northeast-"],
        ["au"] = ["ap-southeast-"],
        ["apac"] = ["ap-", "me-"],
    };

    /// <summary>Whether a region may call the profiles of a geography; yes for a geography that is not known here.</summary>
    public static bool Offers(string geography, string region)
    {
        // Partitions of their own have none of the others' profiles.
        if (region.StartsWith("us-gov-", StringComparison.Ordinal) || region.StartsWith("cn-", StringComparison.Ordinal)) return geography == "us-gov" && region[0] == 'u';
        return !Regions.TryGetValue(geography, out var prefixes) || prefixes.Any(prefix => region.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>The geography whose profiles most models of a region have; null: none.</summary>
    public static string? Of(string region) => region switch
    {
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "us-gov",
        _ when region.StartsWith("us-", StringComparison.Ordinal) || region.StartsWith("ca-", StringComparison.Ordinal) => "us",
        _ when region.StartsWith("eu-", StringComparison.Ordinal) || region.StartsWith("il-", StringComparison.Ordinal) => "eu",
        "ap-northeast-1" or "ap-northeast-3" => "jp",
        "ap-southeast-2" or "ap-southeast-4" => "au",
        _ when region.StartsWith("ap-", StringComparison.Ordinal) || region.StartsWith("me-", StringComparison.Ordinal) => "apac",
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => null,
        _ => "global",
    };
}

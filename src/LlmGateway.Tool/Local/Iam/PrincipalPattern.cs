namespace LlmGateway.Tool.Local.Iam;

/// <summary>Whom a statement of a resource policy speaks of.</summary>
/// <param name="Aws">ARNs, account ids and <c>*</c>. Services and federations never call the local run, so only these are kept.</param>
/// <param name="Inverted">True for NotPrincipal.</param>
internal sealed record PrincipalPattern(IReadOnlyList<string> Aws, bool Inverted)
{
    public bool Matches(string? principalArn) => Aws.Any(pattern => MatchesOne(pattern, principalArn)) != Inverted;

    private static bool MatchesOne(string pattern, string? arn)
    {
        if (pattern == "*") return true;
        if (arn is null) return false;
        var account = arn.Split(':') is { Length: > 4 } parts ? parts[4] : "";
        return pattern == arn
            || pattern == account
            || pattern.EndsWith($":iam::{account}:root", StringComparison.Ordinal)
            || pattern == RoleOf(arn);
    }

    // A session arn:P:sts::A:assumed-role/ROLE/SESSION is also its role, arn:P:iam::A:role/ROLE.
    private static string? RoleOf(string arn)
    {
        var parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[2] != "sts" || !parts[5].StartsWith("assumed-role/", StringComparison.Ordinal)) return null;
        return $"arn:{parts[1]}:iam::{parts[4]}:role/{parts[5].Split('/')[1]}";
    }
}

using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Iam;

/// <summary><c>${aws:PrincipalTag/team}</c> and its like in resources and condition values.</summary>
internal static partial class PolicyVariables
{
    /// <summary>The pattern with its variables filled in; null when the call lacks one that has no default: such a pattern matches nothing.</summary>
    public static string? Expand(string pattern, IReadOnlyDictionary<string, IReadOnlyList<string>> context)
    {
        if (!pattern.Contains("${", StringComparison.Ordinal)) return pattern;
        var missing = false;
        var expanded = Variable().Replace(pattern, match =>
        {
            var name = match.Groups["name"].Value.Trim();
            if (name is "*" or "?" or "$") return Literal(name);
            if (context.TryGetValue(name, out var values) && values.Count == 1) return values[0];
            if (match.Groups["default"] is { Success: true } fallback) return fallback.Value;
            missing = true;
            return "";
        });
        return missing ? null : expanded;
    }

    // ${*} and ${?} mean the characters themselves: private-use characters stand for them until a pattern is matched.
    private static string Literal(string name) => name switch
    {
        "*" => WildcardPattern.LiteralStar.ToString(),
        "?" => WildcardPattern.LiteralQuestionMark.ToString(),
        _ => "$",
    };

    [GeneratedRegex(@"\$\{(?<name>[^},]+)(?:,\s*'(?<default>[^']*)')?\s*\}")]
    private static partial Regex Variable();
}

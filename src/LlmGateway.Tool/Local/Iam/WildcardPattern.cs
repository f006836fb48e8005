using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Iam;

/// <summary>IAM's wildcards: <c>*</c> any characters, <c>?</c> one.</summary>
internal static class WildcardPattern
{
    internal const char LiteralStar = '\uE000';
    internal const char LiteralQuestionMark = '\uE001';

    private static readonly ConcurrentDictionary<(string Pattern, bool Arn, bool IgnoreCase), Regex> Compiled = new();

    /// <summary>Actions: without regard to case.</summary>
    public static bool MatchesAction(string pattern, string value) => Get(pattern, arn: false, ignoreCase: true).IsMatch(value);

    /// <summary>StringLike and other plain text.</summary>
    public static bool MatchesText(string pattern, string value) => Get(pattern, arn: false, ignoreCase: false).IsMatch(value);

    /// <summary>
    /// Resources: a star stays within its colon-separated part, unless it ends that part or stands in the resource's own name,
    /// where AWS lets it run on. API Gateway's short form <c>execute-api:/stage/…</c> is understood.
    /// </summary>
    public static bool MatchesResource(string pattern, string value) =>
        Get(pattern.StartsWith("execute-api:/", StringComparison.Ordinal) ? $"arn:*:execute-api:*:*:*/{pattern["execute-api:/".Length..]}" : pattern,
            arn: true, ignoreCase: false).IsMatch(value);

    /// <summary>ArnEquals and ArnLike: each of the six parts by itself.</summary>
    public static bool MatchesArn(string pattern, string value)
    {
        var patterns = pattern.Split(':', 6);
        var parts = value.Split(':', 6);
        return patterns.Length == 6 && parts.Length == 6 && patterns.Zip(parts).All(pair => MatchesText(pair.First, pair.Second));
    }

    private static Regex Get(string pattern, bool arn, bool ignoreCase) => Compiled.GetOrAdd((pattern, arn, ignoreCase), Compile);

    private static Regex Compile((string Pattern, bool Arn, bool IgnoreCase) key)
    {
        var regex = new StringBuilder(@"\A");
        var colons = 0;
        for (var i = 0; i < key.Pattern.Length; i++)
        {
            var character = key.Pattern[i];
            if (character == ':') colons++;
            var bounded = key.Arn && colons is > 0 and < 5 && i + 1 < key.Pattern.Length && key.Pattern[i + 1] != ':';
            regex.Append(character switch
            {
                '*' => bounded ? "[^:]*" : ".*",
                '?' => ".",
                LiteralStar => @"\*",
                LiteralQuestionMark => @"\?",
                _ => Regex.Escape(character.ToString()),
            });
        }
        return new Regex(regex.Append(@"\z").ToString(),
            RegexOptions.Singleline | RegexOptions.CultureInvariant | (key.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
    }
}

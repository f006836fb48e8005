using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>How answers are kept and found again. The gateways that share a table should share these rules too.</summary>
public sealed record AnswerRules
{
    /// <summary>Who shares answers. Default: <see cref="CacheScope.Identity"/>, since an answer may hold what only its asker may see.</summary>
    public CacheScope Scope { get; init; } = CacheScope.Identity;

    /// <summary>How long an answer is given again. Default: 30 days, by which most knowledge wants a second look. Null: for ever.</summary>
    public Duration? TimeToLive { get; init; } = Duration.Days(30);

    /// <summary>Which differences in form don't count. Default: all rules. Empty: a question is the same only when every character is.</summary>
    public IReadOnlyList<NormalizationRule> Normalization { get; init; } = Enum.GetValues<NormalizationRule>();

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(TimeToLive)}", TimeToLive is null || !TimeToLive.IsUnresolved(), "is a token, and the handler has to be told a number", "Use a duration that is known at synth");
        mistakes.Check($"{property}.{nameof(TimeToLive)}", TimeToLive is null || TimeToLive.IsUnresolved() || TimeToLive.ToMilliseconds() >= 1000,
            "is less than a second, so no answer would ever be found", "Use a second or more, or leave the cache out");
        mistakes.Check($"{property}.{nameof(Normalization)}", Normalization is not null, "is null", "Use an empty list to switch every rule off");
    }

    internal CacheDocument ToDocument(string tableName) => new()
    {
        Table = tableName,
        Scope = Scope == CacheScope.Shared ? CacheScopes.Shared : CacheScopes.Identity,
        TtlSeconds = TimeToLive is { } time ? (long)(time.ToMilliseconds() / 1000) : null,
        Normalize = Normalization.Count == Enum.GetValues<NormalizationRule>().Length ? null : [.. Normalization.Distinct().Order().Select(Word)],
    };

    private static string Word(NormalizationRule rule) => rule switch
    {
        NormalizationRule.Unicode => NormalizationRules.Unicode,
        NormalizationRule.Case => NormalizationRules.Case,
        NormalizationRule.Spaces => NormalizationRules.Spaces,
        _ => NormalizationRules.EndPunctuation,
    };
}

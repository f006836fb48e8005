using System.Globalization;
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

    /// <summary>What must be equal beside the question. Default: all parts. Fewer parts find more, and give answers that another model or another instruction made.</summary>
    public IReadOnlyList<KeyPart> KeyedBy { get; init; } = Enum.GetValues<KeyPart>();

    /// <summary>
    /// Whether answers that operators imported are looked for: those for the caller's own scope and those for all, for the model asked and for any. Default:
    /// yes; they win over answers of models. Without them a lookup reads one item, with them up to five in one request.
    /// </summary>
    public bool Imported { get; init; } = true;

    /// <summary>Whether later questions of a conversation are cached too, by all that was said before. Default: no, first questions alone: later ones rarely come again.</summary>
    public bool Conversations { get; init; }

    /// <summary>
    /// How long a question at most waits while another request asks the model the same, and no longer than the model took for its answers lately; then it asks as
    /// well. Default: 15 seconds, within which most answers are there. Null: nobody waits, and a hundred who ask the same at once are a hundred calls.
    /// </summary>
    public Duration? WaitForSame { get; init; } = Duration.Seconds(15);

    /// <summary>How long after <see cref="TimeToLive"/> an old answer is still given at once, while the model is asked anew behind it. Default: null, not at all.</summary>
    public Duration? StaleWhileRenewing { get; init; }

    /// <summary>The part of all hits that is written down as <c>hits</c> and <c>last_used</c>. Default: 0.05, each twentieth standing for twenty: a write costs more than a read. 0: none.</summary>
    public double CountHits { get; init; } = 0.05;

    /// <summary>Whether a question that asks the same in other words has the same answer. Default: null, no.</summary>
    public SemanticMatch? Semantic { get; init; }

    internal string[] ReadActions => Imported ? Permissions.ReadAnswers : Semantic is null ? Permissions.ReadAnswer : [.. Permissions.ReadAnswer, .. Permissions.ReadAnswers];

    internal string[] WriteActions =>
        WaitForSame is null && StaleWhileRenewing is null && CountHits == 0 && Semantic is null ? Permissions.WriteAnswer : [.. Permissions.WriteAnswer, .. Permissions.MarkAnswer];

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(TimeToLive)}", TimeToLive is null || !TimeToLive.IsUnresolved(), "is a token, and the handler has to be told a number", "Use a duration that is known at synth");
        mistakes.Check($"{property}.{nameof(TimeToLive)}", TimeToLive is null || TimeToLive.IsUnresolved() || TimeToLive.ToMilliseconds() >= 1000,
            "is less than a second, so no answer would ever be found", "Use a second or more, or leave the cache out");
        mistakes.Check($"{property}.{nameof(Normalization)}", Normalization is not null, "is null", "Use an empty list to switch every rule off");
        mistakes.Check($"{property}.{nameof(KeyedBy)}", KeyedBy is not null, "is null", "Use an empty list to go by the question alone");
        mistakes.Check($"{property}.{nameof(CountHits)}", CountHits is >= 0 and <= 1, $"is {CountHits.ToString(CultureInfo.InvariantCulture)}", "Use a part of all hits, from 0 to 1");
        CheckSeconds(mistakes, $"{property}.{nameof(WaitForSame)}", WaitForSame, most: 60, "A minute is the most: longer than that the model should be asked");
        CheckSeconds(mistakes, $"{property}.{nameof(StaleWhileRenewing)}", StaleWhileRenewing, most: null, "");
        Semantic?.Validate(mistakes, $"{property}.{nameof(Semantic)}");
        mistakes.Check($"{property}.{nameof(StaleWhileRenewing)}", StaleWhileRenewing is null || TimeToLive is not null, "is set, and answers never get old", $"Set {nameof(TimeToLive)}, or leave it out");
    }

    private static void CheckSeconds(Mistakes mistakes, string property, Duration? time, double? most, string remedy)
    {
        if (time is null) return;
        mistakes.Check(property, !time.IsUnresolved(), "is a token, and the handler has to be told a number", "Use a duration that is known at synth");
        if (time.IsUnresolved()) return;
        var seconds = time.ToMilliseconds() / 1000;
        mistakes.Check(property, seconds >= 1, "is less than a second", "Use a second or more, or null for none");
        mistakes.Check(property, !(seconds > most), $"is {time.ToHumanString()}", remedy);
    }

    internal CacheDocument ToDocument(string tableName) => new()
    {
        Table = tableName,
        Scope = Scope switch { CacheScope.Shared => CacheScopes.Shared, CacheScope.Tenant => CacheScopes.Tenant, _ => CacheScopes.Identity },
        TtlSeconds = Seconds(TimeToLive),
        Normalize = Normalization.Count == Enum.GetValues<NormalizationRule>().Length ? null : [.. Normalization.Distinct().Order().Select(Word)],
        KeyedBy = KeyedBy.Distinct().Count() == Enum.GetValues<KeyPart>().Length ? null : [.. KeyedBy.Distinct().Order().Select(Word)],
        Imported = Imported ? null : false,
        Conversations = Conversations ? true : null,
        WaitSeconds = (int?)Seconds(WaitForSame),
        StaleSeconds = Seconds(StaleWhileRenewing),
        CountHits = CountHits > 0 ? CountHits : null,
        Near = Semantic?.ToDocument(),
    };

    private static long? Seconds(Duration? time) => time is null ? null : (long)(time.ToMilliseconds() / 1000);

    private static string Word(KeyPart part) => part switch
    {
        KeyPart.Model => KeyParts.Model,
        KeyPart.SystemPrompt => KeyParts.System,
        _ => KeyParts.Parameters,
    };

    private static string Word(NormalizationRule rule) => rule switch
    {
        NormalizationRule.Unicode => NormalizationRules.Unicode,
        NormalizationRule.Case => NormalizationRules.Case,
        NormalizationRule.Spaces => NormalizationRules.Spaces,
        _ => NormalizationRules.EndPunctuation,
    };
}

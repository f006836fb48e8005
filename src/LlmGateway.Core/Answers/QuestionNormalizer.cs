using LlmGateway.Shared;

namespace LlmGateway.Core.Answers;

/// <summary>Makes questions the same that differ in form alone. Each rule is a switch.</summary>
/// <param name="rules">Names of <see cref="NormalizationRules"/>; null: all of them.</param>
internal sealed class QuestionNormalizer(IReadOnlyList<string>? rules)
{
    private readonly bool _unicode = Has(rules, NormalizationRules.Unicode);
    private readonly bool _case = Has(rules, NormalizationRules.Case);
    private readonly bool _spaces = Has(rules, NormalizationRules.Spaces);
    private readonly bool _endPunctuation = Has(rules, NormalizationRules.EndPunctuation);

    public string Normalize(string question)
    {
        if (_unicode) question = UnicodeForm.Normalize(question);
        if (_case) question = question.ToLowerInvariant();
        if (_spaces) question = string.Join(' ', question.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (_endPunctuation) question = question.TrimEnd('.', '!', '?', '…', '。', '！', '？', ' ');
        return question;
    }

    private static bool Has(IReadOnlyList<string>? rules, string rule) => rules?.Contains(rule) ?? true;
}

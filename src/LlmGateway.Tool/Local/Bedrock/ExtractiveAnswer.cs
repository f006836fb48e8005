using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// An answer made of nothing but the prompt: the question, the sentences of the context that share most words with it, tool results and
/// the system message. A demo reads sensibly, and a test sees what reached the model.
/// </summary>
internal static partial class ExtractiveAnswer
{
    private const int QuoteLength = 400;

    public static string For(SimulatedPrompt prompt)
    {
        var last = prompt.Last;
        if (last is { ToolResults.Count: > 0 })
            return $"The tools answered: {string.Join("; ", last.ToolResults.Select(Shorten))}";

        if (PassageAnswer.For(prompt.Question) is { } cited) return cited;

        var (question, rest) = SplitQuestion(prompt.Question);
        var parts = new List<string> { question.Length > 0 ? $"You asked: \"{Shorten(question)}\"" : "You asked nothing in words." };
        var context = rest.Concat(prompt.System.SelectMany(Sentences)).Concat(EarlierTurns(prompt));
        if (BestMatches(question, context) is { Count: > 0 } matches) parts.Add($"What I was given says: {string.Join(' ', matches)}");
        if (prompt.System.Count > 0) parts.Add($"My instructions are: \"{Shorten(string.Join(' ', prompt.System))}\"");
        if (last is { Attachments.Count: > 0 }) parts.Add($"I was shown {string.Join(" and ", last.Attachments)}.");
        return string.Join("\n\n", parts);
    }

    // The last sentence that asks is the question; what stands around it is context.
    private static (string Question, IEnumerable<string> Context) SplitQuestion(string text)
    {
        var sentences = Sentences(text).ToList();
        if (sentences.Count <= 1) return (text.Trim(), []);
        var asking = sentences.FindLastIndex(sentence => sentence.EndsWith('?'));
        if (asking < 0) asking = sentences.Count - 1;
        return (sentences[asking], sentences.Where((_, index) => index != asking));
    }

    private static IEnumerable<string> EarlierTurns(SimulatedPrompt prompt) =>
        prompt.Turns.SkipLast(1).SelectMany(turn => turn.Texts.Concat(turn.ToolResults)).SelectMany(Sentences);

    private static IReadOnlyList<string> BestMatches(string question, IEnumerable<string> sentences)
    {
        var asked = Words(question);
        return [.. sentences
            .Select((sentence, index) => (Sentence: sentence, Index: index, Score: Words(sentence).Count(asked.Contains)))
            .Where(candidate => candidate.Score > 0)
            .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Index)
            .Take(2)
            .OrderBy(candidate => candidate.Index)
            .Select(candidate => Shorten(candidate.Sentence))];
    }

    private static IEnumerable<string> Sentences(string text) =>
        SentenceEnd().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    // Short words are in every sentence; four letters and numbers tell.
    internal static HashSet<string> Words(string text) =>
        [.. Word().Matches(text).Select(match => match.Value.ToUpperInvariant()).Where(word => word.Length > 3 || char.IsDigit(word[0]))];

    internal static string Shorten(string text)
    {
        if (text.Length <= QuoteLength) return text;
        var end = char.IsHighSurrogate(text[QuoteLength - 1]) ? QuoteLength - 1 : QuoteLength;
        return text[..end] + "…";
    }

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}

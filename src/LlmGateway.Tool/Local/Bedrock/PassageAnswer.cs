using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// An answer from the passages that a gateway fenced into the prompt: lines of them that hold the question's words, each with its citation. As a good model would,
/// it takes nothing for a passage but what stands between the marks that the prompt announces, looks at the newest first, and stays with the one it began with.
/// </summary>
internal static partial class PassageAnswer
{
    private const int MostLines = 3;

    /// <summary>So many words of the question that nothing else has are worth leaving a passage for.</summary>
    private const int WorthLeaving = 2;

    /// <returns>Null: the prompt announces no passages.</returns>
    public static string? For(string prompt)
    {
        if (Announcement().Match(prompt) is not { Success: true } announced) return null;
        var fence = announced.Groups[1].Value;
        var passages = Regex.Matches(prompt, $"<passage-{fence} id=\"([^\"]+)\"[^>]*>\n(.*?)\n</passage-{fence}>", RegexOptions.Singleline);
        if (passages.Count == 0) return null;
        var question = prompt[(passages[^1].Index + passages[^1].Length)..];
        var lines = passages.OrderByDescending(passage => NewestTime(passage.Groups[2].Value), StringComparer.Ordinal)
            .SelectMany(passage => passage.Groups[2].Value.Split('\n').Select(line => new Line(passage.Groups[1].Value, FieldName().Replace(line.Trim(), ""))))
            .Where(line => line.Text.Length > 0).ToList();
        var chosen = Choose(lines, ExtractiveAnswer.Words(question));
        if (chosen.Count == 0) chosen = [lines.Find(line => line.IsSentence) ?? lines[0]];
        return string.Join(' ', chosen.Select(line => $"{ExtractiveAnswer.Shorten(line.Text)} [{line.Passage}]"));
    }

    /// <summary>Always the line that has most of the words that no line before it has.</summary>
    private static List<Line> Choose(List<Line> lines, HashSet<string> wanted)
    {
        List<Line> chosen = [];
        while (chosen.Count < MostLines)
        {
            var (best, gain) = (default(Line), 0);
            foreach (var line in lines)
            {
                var words = ExtractiveAnswer.Words(line.Text).Count(wanted.Contains);
                if (chosen.Count > 0 && line.Passage != chosen[0].Passage && words < WorthLeaving) continue;
                if (words > gain || (words == gain && words > 0 && line.IsSentence && !best!.IsSentence)) (best, gain) = (line, words);
            }
            if (best is null) break;
            chosen.Add(best);
            wanted.ExceptWith(ExtractiveAnswer.Words(best.Text));
        }
        return chosen;
    }

    private static string NewestTime(string text) => Time().Matches(text).Select(match => match.Value).Max(StringComparer.Ordinal) ?? "";

    private sealed record Line(string Passage, string Text)
    {
        public bool IsSentence => Text[^1] is '.' or '!' or '?';
    }

    [GeneratedRegex("between <passage-([0-9a-f]{8,})> and </passage-")]
    private static partial Regex Announcement();

    [GeneratedRegex("^[a-z_]+: ")]
    private static partial Regex FieldName();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")]
    private static partial Regex Time();
}

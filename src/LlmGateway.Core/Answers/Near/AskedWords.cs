using System.Globalization;

namespace LlmGateway.Core.Answers.Near;

/// <summary>What a question is made of, as far as it tells it from another one.</summary>
internal sealed class AskedWords
{
    private const int ShortUnit = 3;

    private AskedWords()
    {
    }

    /// <summary>All words in small letters, without <c>'s</c>.</summary>
    public List<string> All { get; } = [];

    /// <summary>Words that name somebody or something: by a capital letter, by a form that no common word has, or because they are known.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers, each with the word before it and its unit.</summary>
    public List<string> Numbers { get; } = [];

    public int Negations { get; private set; }

    /// <summary>The kinds of answer that are asked for.</summary>
    public SortedSet<string> Asks { get; } = new(StringComparer.Ordinal);

    /// <summary>False: written in letters that know no capitals, or no spaces, which hide what this looks for.</summary>
    public bool IsReadable { get; private set; } = true;

    public static AskedWords Of(string question)
    {
        var words = new AskedWords();
        if (question.Any(letter => char.GetUnicodeCategory(letter) == UnicodeCategory.OtherLetter)) words.IsReadable = false;
        var begins = true;
        foreach (var part in question.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var bare = part.Trim(Around);
            if (bare.Length > 0)
            {
                words.Add(bare, begins);
                begins = false;
            }
            if (part[^1] is '.' or '!' or '?' or ':') begins = true;
        }
        words.ReadNumbers();
        words.ReadAsks();
        return words;
    }

    private static readonly char[] Around = [.. ".,;:!?\"'`´“”„‘’«»()[]{}<>*…"];

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[0]) && word.All(letter => char.IsAsciiDigit(letter) || letter is '.' or ',' or '%') || NearWords.Numbers.ContainsKey(word);

    private static bool IsUnit(string word) => NearWords.Units.Contains(word) || (word.Length <= ShortUnit && !NearWords.Openers.Contains(word) && !NearWords.Negations.Contains(word));

    private void Add(string word, bool begins)
    {
        var small = Bare(word.ToLowerInvariant().Replace('’', '\''));
        All.Add(small);
        if (NearWords.Negations.Contains(small) || small.EndsWith("n't", StringComparison.Ordinal)) Negations++;
        if (!IsNumber(small) && IsName(word, small, begins)) Names.Add(small);
    }

    private static string Bare(string word) => word.EndsWith("'s", StringComparison.Ordinal) && word is not ("what's" or "who's" or "how's" or "where's" or "it's") ? word[..^2] : word;

    private static bool IsName(string word, string small, bool begins)
    {
        if (NearWords.Names.Contains(small)) return true;
        // v2, us-east-1, a_b, x@y, TeamChat, DNS.
        if (word.Any(letter => char.IsDigit(letter) || letter is '-' or '_' or '/' or '@' or '#' or '\\' or '.' or ':') || word.Skip(1).Any(char.IsUpper)) return true;
        return char.IsUpper(word[0]) && !(begins && NearWords.Openers.Contains(small)) && small != "i" && !small.StartsWith("i'", StringComparison.Ordinal);
    }

    private void ReadNumbers()
    {
        for (var at = 0; at < All.Count; at++)
        {
            if (!IsNumber(All[at])) continue;
            var before = at > 0 && !NearWords.Openers.Contains(All[at - 1]) ? All[at - 1] : "";
            var unit = at + 1 < All.Count && IsUnit(All[at + 1]) ? All[at + 1] : "";
            Numbers.Add($"{before} {NearWords.Numbers.GetValueOrDefault(All[at], All[at])} {unit}");
        }
    }

    private void ReadAsks()
    {
        for (var at = 0; at < All.Count; at++)
        {
            if (NearWords.Asks.TryGetValue(All[at], out var kind)) Asks.Add(kind);
            else if (All[at] == "who's") Asks.Add("who");
            else if (All[at] == "where's") Asks.Add("where");
            else if (All[at] == "how" && at + 1 < All.Count && NearWords.Measures.Contains(All[at + 1])) Asks.Add($"how {All[at + 1]}");
        }
    }
}

namespace LlmGateway.Core.Answers.Near;

/// <summary>
/// Whether two questions that lie near each other ask the same: the same numbers, names, negations and kinds of answer, in the same order, and no opposites. Nearness
/// alone takes "node 41" for "node 42", and "Europe" for "Asia". In doubt they differ: that costs a call to a model, and the other way a wrong answer.
/// </summary>
internal static class SecondLook
{
    /// <summary>Letters at the beginning by which two words are forms of one: "restart" and "restarting".</summary>
    private const int Stem = 4;

    public static bool AskTheSame(string one, string other)
    {
        var (a, b) = (AskedWords.Of(one), AskedWords.Of(other));
        return a.IsReadable && b.IsReadable
            && a.Negations == b.Negations
            && a.Numbers.SequenceEqual(b.Numbers, StringComparer.Ordinal)
            && a.Asks.SetEquals(b.Asks)
            && HaveSameNames(a, b)
            && !Oppose(a, b) && !Oppose(b, a)
            && !DifferByOneWord(a.All, b.All);
    }

    /// <summary>What is a name in one of them has to be in the other, however it is written there, and in the same order: "from Paris to Rome" is no "from Rome to Paris".</summary>
    private static bool HaveSameNames(AskedWords a, AskedWords b)
    {
        bool IsNamed(string word) => a.Names.Contains(word) || b.Names.Contains(word);
        return a.All.Where(IsNamed).SequenceEqual(b.All.Where(IsNamed), StringComparer.Ordinal);
    }

    private static bool Oppose(AskedWords a, AskedWords b) =>
        a.All.Exists(word => NearWords.Opposites.TryGetValue(word, out var opposite) && b.All.Contains(opposite) && !a.All.Contains(opposite) && !b.All.Contains(word));

    /// <summary>The same sentence with another word in one place: that word is what is asked about, known as a name or not.</summary>
    private static bool DifferByOneWord(List<string> a, List<string> b)
    {
        if (a.Count != b.Count) return false;
        var different = Enumerable.Range(0, a.Count).Where(at => a[at] != b[at]).ToList();
        return different is [var only] && !AreForms(a[only], b[only]) && !(NearWords.Openers.Contains(a[only]) && NearWords.Openers.Contains(b[only]));
    }

    private static bool AreForms(string one, string other) =>
        one.Length >= Stem && other.Length >= Stem && (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal));
}

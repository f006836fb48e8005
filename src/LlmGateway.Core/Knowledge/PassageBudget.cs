using System.Text;

namespace LlmGateway.Core.Knowledge;

/// <summary>How much of what was found a prompt has room for.</summary>
internal static class PassageBudget
{
    /// <summary>Providers' tokenizers differ; so many bytes a token are near enough in most scripts.</summary>
    private const int BytesPerToken = 4;

    /// <summary>The first passages, as many as fit. Of a first one that is too large by itself, its beginning.</summary>
    public static IReadOnlyList<Passage> Fit(IEnumerable<Passage> found, int limit, int tokens)
    {
        List<Passage> kept = [];
        var left = tokens * BytesPerToken;
        foreach (var passage in found.Take(limit))
        {
            var size = Encoding.UTF8.GetByteCount(passage.Text);
            if (size > left && kept.Count > 0) break;
            kept.Add(size > left ? passage with { Text = Beginning(passage.Text, left) } : passage);
            left -= size;
        }
        return kept;
    }

    private static string Beginning(string text, int bytes)
    {
        var (characters, taken) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            taken += rune.Utf8SequenceLength;
            if (taken > bytes) break;
            characters += rune.Utf16SequenceLength;
        }
        return string.Concat(text.AsSpan(0, characters), "…");
    }
}

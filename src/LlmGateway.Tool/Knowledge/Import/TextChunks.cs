using Microsoft.ML.Tokenizers;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>
/// Divides texts that are too long for one vector: pieces of a number of tokens, each beginning with the end of the one before, cut where a paragraph, a sentence
/// or at least a word ends. Tokens are those of cl100k; other models' differ by some per cent.
/// </summary>
internal sealed class TextChunks(int tokens, int overlap)
{
    private static readonly Tokenizer Tokens = TiktokenTokenizer.CreateForEncoding("cl100k_base");

    /// <summary>From the best place to cut to the worst.</summary>
    private static readonly string[] Ends = ["\n\n", ".\n", "\n", ". ", "? ", "! ", " "];

    public static int Count(string text) => Tokens.CountTokens(text);

    public IReadOnlyList<string> Of(string text)
    {
        // Bytes are never fewer than tokens.
        if (text.Length * 3L <= tokens) return [text];
        var all = Tokens.EncodeToTokens(text, out _);
        if (all.Count <= tokens) return [text];
        List<string> chunks = [];
        for (var (start, first) = (0, 0); ;)
        {
            var last = first + tokens;
            if (last >= all.Count)
            {
                chunks.Add(text[start..].Trim());
                return chunks;
            }
            var end = CutBefore(text, start, all[last].Offset.Start.GetOffset(text.Length));
            if (text[start..end].Trim() is { Length: > 0 } chunk) chunks.Add(chunk);
            (start, first) = Back(text, all, start, end);
        }
    }

    /// <summary>In the last third, as far back as a good place takes.</summary>
    private static int CutBefore(string text, int start, int most)
    {
        var least = most - ((most - start) / 3);
        foreach (var sign in Ends)
            if (text.LastIndexOf(sign, most - 1, most - least, StringComparison.Ordinal) is > 0 and var at) return at + sign.Length;
        return char.IsLowSurrogate(text[most]) ? most - 1 : most;
    }

    /// <summary>Where the next one begins: some tokens before the cut, with a whole word, and never where the last one began.</summary>
    private (int Start, int First) Back(string text, IReadOnlyList<EncodedToken> all, int start, int end)
    {
        var next = IndexAt(all, end, text.Length);
        var back = next - overlap;
        while (back < next && (char.IsLetterOrDigit(text[At(back)]) && At(back) > 0 && char.IsLetterOrDigit(text[At(back) - 1]) || char.IsLowSurrogate(text[At(back)]))) back++;
        return back < next && At(back) > start ? (At(back), back) : (end, next);

        int At(int index) => all[index].Offset.Start.GetOffset(text.Length);
    }

    /// <summary>The first token that begins at a place, or after it.</summary>
    private static int IndexAt(IReadOnlyList<EncodedToken> all, int place, int length)
    {
        var (low, high) = (0, all.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].Offset.Start.GetOffset(length) < place) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

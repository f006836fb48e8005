using System.Text;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// A vector that stands near those of texts with the same words, or with words of the same letters. It knows no meaning: synonyms are strangers to it.
/// </summary>
internal static class SimulatedVector
{
    /// <summary>Letters of a word that are looked at together, so that "node" is near "nodes".</summary>
    private const int Gram = 3;

    /// <summary>Words that are in nearly every text say little of this one.</summary>
    private const float ShortWord = 0.25f;

    private const float OfGram = 0.4f;

    /// <returns>Of length 1, the same for the same text at all times.</returns>
    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (var word in Words(text.Normalize(NormalizationForm.FormKC).ToLowerInvariant()))
        {
            var weight = word.Length <= Gram ? ShortWord : 1f;
            Add(vector, word, weight);
            var padded = $"<{word}>";
            for (var at = 0; at + Gram <= padded.Length; at++) Add(vector, padded.AsSpan(at, Gram), weight * OfGram);
        }
        // A text without words is itself.
        if (Array.TrueForAll(vector, static part => part == 0)) Add(vector, text, 1);
        var length = MathF.Sqrt(vector.Sum(static part => part * part));
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return vector;
    }

    private static void Add(float[] vector, ReadOnlySpan<char> feature, float weight)
    {
        var hash = Hash(feature);
        // The sign keeps strangers who share a place from looking alike.
        vector[(int)((hash >> 1) % (uint)vector.Length)] += (hash & 1) == 0 ? weight : -weight;
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var inWord = at < text.Length && char.IsLetterOrDigit(text[at]);
            if (inWord && start < 0) start = at;
            if (inWord || start < 0) continue;
            yield return text[start..at];
            start = -1;
        }
    }

    /// <summary>FNV-1a: the same in every process, unlike .NET's own.</summary>
    private static uint Hash(ReadOnlySpan<char> feature)
    {
        var hash = 2166136261u;
        foreach (var character in feature) hash = (hash ^ character) * 16777619u;
        // Its last bits are poor, and they choose the sign.
        return hash ^ (hash >> 15);
    }
}

using System.Text;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>Puts characters together that a server split across two pieces of text. A half without its other half becomes U+FFFD.</summary>
internal sealed class WholeCharacters
{
    private const char Replacement = '\uFFFD';

    private char? _half;

    /// <summary>What of the text so far can go out.</summary>
    public string Take(string piece)
    {
        if (_half is null && piece.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return piece;
        if (piece.Length == 0) return piece;
        var text = _half is { } half ? half + piece : piece;
        _half = char.IsHighSurrogate(text[^1]) ? text[^1] : null;
        var whole = _half is null ? text : text[..^1];
        return IsWellFormed(whole) ? whole : Repaired(whole);
    }

    /// <summary>The end of the text: what is left of a character that never became whole.</summary>
    public string Rest()
    {
        if (_half is null) return "";
        _half = null;
        return Replacement.ToString();
    }

    private static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }
        return true;
    }

    private static string Repaired(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) repaired.Append(rune.ToString());
        return repaired.ToString();
    }
}

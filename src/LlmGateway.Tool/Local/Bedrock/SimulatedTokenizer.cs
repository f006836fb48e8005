using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// Splits text as tokenizers of today's models roughly do: a space belongs to the word after it, words go in pieces of up to six letters,
/// numbers in threes, signs one by one. English comes out at about four characters a token. Joined pieces are the text again.
/// </summary>
internal static partial class SimulatedTokenizer
{
    public static IReadOnlyList<string> Split(string text) => [.. Piece().Matches(text).Select(match => match.Value)];

    public static int Count(string text) => Piece().Count(text);

    // Surrogate pairs first: half a character is no text.
    [GeneratedRegex(@" ?[\uD800-\uDBFF][\uDC00-\uDFFF]| ?\p{L}{1,6}| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]|\s", RegexOptions.CultureInvariant)]
    private static partial Regex Piece();
}

using System.Text;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Names of one request's documents as Bedrock takes them: letters, digits, single spaces, hyphens, parentheses and square brackets, and none twice.</summary>
internal sealed class DocumentNames
{
    private const int Longest = 190;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    public string Of(string given)
    {
        var plain = Plain(given);
        var name = plain;
        // Counting goes on where the last equal name ended: from 2 each time would be quadratic.
        var count = _next.GetValueOrDefault(plain, 2);
        while (!_taken.Add(name)) name = $"{plain} ({count++})";
        _next[plain] = count;
        return name;
    }

    private static string Plain(string given)
    {
        var name = new StringBuilder(given.Length);
        foreach (var character in given)
        {
            if (name.Length == Longest) break;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '(' or ')' or '[' or ']') name.Append(character);
            else if (name.Length > 0 && name[^1] != ' ') name.Append(' ');
        }
        return name.ToString().TrimEnd() is { Length: > 0 } plain ? plain : "Document";
    }
}

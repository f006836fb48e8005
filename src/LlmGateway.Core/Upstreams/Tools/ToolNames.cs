using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>
/// Names of tools as every server takes them: a letter or <c>_</c>, then letters, digits, <c>_</c> and <c>-</c>, 64 characters at most. Others become such names
/// toward the server, and themselves again in its answer.
/// </summary>
internal sealed class ToolNames
{
    private const int Longest = 64;
    private const int Marked = 9;

    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _own = new(StringComparer.Ordinal);

    /// <param name="names">All names that a request holds, with repeats.</param>
    public ToolNames(IEnumerable<string> names)
    {
        List<string> odd = [];
        foreach (var name in names)
            if (_sent.TryAdd(name, name))
            {
                if (Fits(name)) _own[name] = name;
                else odd.Add(name);
            }
        foreach (var name in odd)
        {
            var cleaned = Cleaned(name);
            if (cleaned.Length > Longest || _own.ContainsKey(cleaned)) cleaned = $"{cleaned[..Math.Min(cleaned.Length, Longest - Marked)]}_{Mark(name)}";
            (_sent[name], _own[cleaned]) = (cleaned, name);
        }
    }

    public string Sent(string own) => _sent.GetValueOrDefault(own, own);

    public string Own(string sent) => _own.GetValueOrDefault(sent, sent);

    private static bool Fits(string name)
    {
        if (name.Length is 0 or > Longest || (!char.IsAsciiLetter(name[0]) && name[0] != '_')) return false;
        foreach (var character in name)
            if (!IsPlain(character)) return false;
        return true;
    }

    private static string Cleaned(string name)
    {
        if (name.Length == 0) return "unnamed";
        var cleaned = string.Create(name.Length, name, static (text, name) =>
        {
            for (var at = 0; at < name.Length; at++) text[at] = IsPlain(name[at]) ? name[at] : '_';
        });
        return char.IsAsciiLetter(cleaned[0]) || cleaned[0] == '_' ? cleaned : "_" + cleaned;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';

    private static string Mark(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4));
}

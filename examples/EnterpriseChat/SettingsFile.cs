using System.Text;

namespace EnterpriseChat;

/// <summary>Lines of <c>NAME=value</c>, read as a shell reads assignments: <c>export</c>, quotes, comments, Windows' line ends. Nothing of it is run or expanded.</summary>
internal static class SettingsFile
{
    /// <summary>Name and value of a line; null: it holds none, and that is fine.</summary>
    /// <exception cref="FormatException">It is no assignment; the message says why.</exception>
    public static (string Name, string Value)? ReadLine(string line)
    {
        var text = line.Trim();
        if (text.Length == 0 || text[0] == '#') return null;
        if (text.StartsWith("export ", StringComparison.Ordinal) || text.StartsWith("export\t", StringComparison.Ordinal)) text = text["export".Length..].TrimStart();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) throw new FormatException($"'{text}' is no NAME=value");
        return (text[..equals].TrimEnd(), ReadValue(text[(equals + 1)..].TrimStart()));
    }

    private static string ReadValue(string text)
    {
        var value = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && c is '"' or '\'' && quote == '\0') quote = c;
            else if (c == quote) quote = '\0';
            else if (c == '\\' && quote != '\'' && i + 1 < text.Length && (quote == '\0' || text[i + 1] is '"' or '\\' or '$' or '`')) value.Append(text[++i]);
            else if (c == '#' && quote == '\0' && (i == 0 || char.IsWhiteSpace(text[i - 1]))) break;
            else value.Append(c);
        }
        if (quote != '\0') throw new FormatException($"the quote {quote} is not closed");
        return value.ToString().Trim();
    }
}

using System.Text;

namespace LlmGateway.Tool.Local.ApiGateway.Velocity;

/// <summary>A reference such as <c>$input.params().header.get("Origin")</c>.</summary>
/// <param name="Text">As written.</param>
/// <param name="Parts">Names, each with what stands in its parentheses.</param>
internal sealed record VelocityReference(string Text, IReadOnlyList<VelocityReference.Part> Parts)
{
    /// <param name="Name">Of a variable, property or method.</param>
    /// <param name="Argument">Literal argument; null: no call, or none given.</param>
    internal readonly record struct Part(string Name, string? Argument);

    /// <summary>Reads one at <paramref name="at"/>, which is moved behind it; null when there is none.</summary>
    public static VelocityReference? Read(string source, ref int at)
    {
        var start = at;
        if (at >= source.Length || source[at] != '$') return null;
        var position = at + 1;
        if (position < source.Length && source[position] == '!') position++;
        var braced = position < source.Length && source[position] == '{';
        if (braced) position++;
        var parts = new List<Part>();
        while (ReadPart(source, ref position) is { } part)
        {
            parts.Add(part);
            if (position + 1 >= source.Length || source[position] != '.' || !IsNameStart(source[position + 1])) break;
            position++;
        }
        if (parts.Count == 0) return null;
        if (braced && position < source.Length && source[position] == '}') position++;
        at = position;
        return new VelocityReference(source[start..position], parts);
    }

    private static Part? ReadPart(string source, ref int at)
    {
        if (at >= source.Length || !IsNameStart(source[at])) return null;
        var start = at;
        while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '_' or '-')) at++;
        var name = source[start..at];
        if (at >= source.Length || source[at] != '(') return new Part(name, null);
        at++;
        var argument = ReadArgument(source, ref at);
        return new Part(name, argument);
    }

    private static string? ReadArgument(string source, ref int at)
    {
        var text = new StringBuilder();
        char? quote = null;
        var given = false;
        for (; at < source.Length; at++)
        {
            var character = source[at];
            if (quote is null && character == ')') break;
            if (quote is null && character is '"' or '\'' && quote is null) (quote, given) = (character, true);
            else if (quote == character) quote = null;
            else if (quote is not null) text.Append(character);
        }
        at = Math.Min(at + 1, source.Length);
        return given ? text.ToString() : null;
    }

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';
}

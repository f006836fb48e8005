namespace LlmGateway.Tool.Local.ApiGateway.Velocity;

/// <summary>Comparisons by <c>==</c> and <c>!=</c>, joined by <c>||</c>, which binds weaker than <c>&amp;&amp;</c>; no parentheses.</summary>
internal sealed class VelocityCondition
{
    private readonly string[][] _alternatives;

    private VelocityCondition(string[][] alternatives) => _alternatives = alternatives;

    public static VelocityCondition Parse(string source) => new([.. source.Split("||").Select(all => all.Split("&&", StringSplitOptions.TrimEntries))]);

    public bool Holds(VelocityScope scope) => _alternatives.Any(all => all.All(comparison => Compare(comparison, scope)));

    /// <summary>The value of a literal in quotes, a bare word or number, or a reference; null when a reference names nothing.</summary>
    public static string? ValueOf(string operand, VelocityScope scope)
    {
        operand = operand.Trim();
        if (operand is ['"', .., '"'] or ['\'', .., '\'']) return operand[1..^1];
        var at = 0;
        return VelocityReference.Read(operand, ref at) is { } reference ? scope.Get(reference) : operand;
    }

    private static bool Compare(string comparison, VelocityScope scope)
    {
        comparison = comparison.Trim();
        foreach (var (sign, wanted) in new[] { ("==", true), ("!=", false) })
        {
            if (comparison.Split(sign) is [var left, var right])
                return (ValueOf(left, scope) ?? "") == (ValueOf(right, scope) ?? "") == wanted;
        }
        var negated = comparison.StartsWith('!');
        // Velocity: a reference holds when it is there and not false.
        return (ValueOf(comparison.TrimStart('!'), scope) is { Length: > 0 } value && value != "false") != negated;
    }
}

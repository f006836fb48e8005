namespace LlmGateway.Tool.Local.Iam;

/// <summary>The list under Action or Resource, or what is left by NotAction or NotResource.</summary>
/// <param name="Patterns">With <c>*</c>, <c>?</c> and, for resources, policy variables.</param>
/// <param name="Inverted">True for the Not forms.</param>
/// <param name="Match">How one pattern meets the value.</param>
internal sealed record ElementPattern(IReadOnlyList<string> Patterns, bool Inverted, Func<string, string, bool> Match)
{
    public bool Matches(string value, AccessRequest request)
    {
        var any = Patterns.Any(pattern => PolicyVariables.Expand(pattern, request.Context) is { } expanded && Match(expanded, value));
        return any != Inverted;
    }
}

namespace LlmGateway.Core.Governance;

/// <summary>A name, exact, or its beginning followed by <c>*</c>.</summary>
internal static class NamePattern
{
    public static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : string.Equals(pattern, name, StringComparison.Ordinal);
}

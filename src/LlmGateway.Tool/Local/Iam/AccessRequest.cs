namespace LlmGateway.Tool.Local.Iam;

/// <summary>One question to IAM: may this principal do this to that?</summary>
internal sealed record AccessRequest
{
    /// <summary>The caller as AWS names it; null: nobody (an unsigned call that only a resource policy can allow).</summary>
    public string? PrincipalArn { get; init; }

    /// <summary><c>service:Action</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The full ARN, or <c>*</c> for actions that know no resource.</summary>
    public required string Resource { get; init; }

    /// <summary>Condition keys of the call, by name without regard to case; a key may have several values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Context { get; init; } = NoContext;

    /// <summary>Builds a context of single values.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ContextOf(params IEnumerable<(string Key, string Value)> pairs)
    {
        var context = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in pairs.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase))
            context[group.Key] = [.. group];
        return context;
    }

    private static readonly Dictionary<string, IReadOnlyList<string>> NoContext = new(StringComparer.OrdinalIgnoreCase);
}

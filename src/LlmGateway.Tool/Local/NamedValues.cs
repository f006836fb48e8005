namespace LlmGateway.Tool.Local;

/// <summary>Reads options of the form <c>NAME=VALUE</c>.</summary>
internal static class NamedValues
{
    /// <exception cref="LocalRunException">One has another form.</exception>
    public static IReadOnlyDictionary<string, string> Read(string option, IReadOnlyList<string>? given)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new LocalRunException($"{option} takes NAME=VALUE, not {text}.");
            values[text[..equals]] = text[(equals + 1)..];
        }
        return values;
    }
}

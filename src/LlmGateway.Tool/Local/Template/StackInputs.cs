namespace LlmGateway.Tool.Local.Template;

/// <summary>What the account would know and the template does not say: given on the command line.</summary>
internal sealed record StackInputs
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    /// <summary>CloudFormation parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = None;

    /// <summary>SSM parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Ssm { get; init; } = None;

    /// <summary>Secrets by name or ARN.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = None;

    /// <summary>Files of passages of knowledge bases of Bedrock, by their ids or logical ids.</summary>
    public IReadOnlyDictionary<string, string> KnowledgeBases { get; init; } = None;

    /// <summary>A secret by name or ARN, where either may have been given.</summary>
    public string? SecretOf(string id)
    {
        if (Secrets.TryGetValue(id, out var value)) return value;
        const string marker = ":secret:";
        var at = id.IndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? null : Secrets.GetValueOrDefault(id[(at + marker.Length)..]);
    }
}

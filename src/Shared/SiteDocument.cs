namespace LlmGateway.Shared;

/// <summary>What the role <c>site</c> is told: where the page's files are, and what every answer carries.</summary>
internal sealed record SiteDocument
{
    public required string Bucket { get; init; }

    /// <summary>The content security policy, and the headers beside it.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}

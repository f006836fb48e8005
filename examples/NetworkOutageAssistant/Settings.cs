using System.Globalization;
using System.Text.RegularExpressions;

namespace NetworkOutageAssistant;

/// <summary>Where the records are that answers come from.</summary>
internal enum KnowledgeStore
{
    Table,
    OpenSearch,
    S3Vectors,
}

/// <summary>A domain of OpenSearch that is there already.</summary>
/// <param name="Endpoint">With <c>https://</c>.</param>
/// <param name="Name">What its ARN names it.</param>
internal sealed record SearchDomain(string Endpoint, string Name);

/// <summary>What the environment says, or the CDK's context under the same names; all of it optional.</summary>
internal sealed partial record Settings
{
    /// <summary>
    /// The day whose morning it is in the demo's data. <c>OUTAGE_DATE</c>, such as 2026-11-28; default: the last morning that is over. Another day is other data,
    /// and a new table.
    /// </summary>
    public required DateOnly Date { get; init; }

    /// <summary><c>KNOWLEDGE</c>: table, opensearch or s3-vectors. Default: opensearch where an endpoint is named, or else the table.</summary>
    public KnowledgeStore Knowledge { get; init; }

    /// <summary><c>OPENSEARCH_DOMAIN_ENDPOINT</c>, as in the AWS LLM Gateway sample. Null: the stack makes a domain.</summary>
    public SearchDomain? Domain { get; init; }

    /// <exception cref="FormatException">A variable has a value that it can't have.</exception>
    public static Settings Read(Func<string, string?> variable, TimeProvider time)
    {
        var endpoint = variable("OPENSEARCH_DOMAIN_ENDPOINT") is { Length: > 0 } named ? named : null;
        return new Settings
        {
            Date = variable("OUTAGE_DATE") is not { Length: > 0 } given ? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddHours(-6))
                : DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
                : throw new FormatException($"OUTAGE_DATE is '{given}': use a day such as 2026-11-28."),
            Knowledge = variable("KNOWLEDGE") switch
            {
                null or "" => endpoint is null ? KnowledgeStore.Table : KnowledgeStore.OpenSearch,
                "table" => KnowledgeStore.Table,
                "opensearch" => KnowledgeStore.OpenSearch,
                "s3-vectors" => KnowledgeStore.S3Vectors,
                var other => throw new FormatException($"KNOWLEDGE is '{other}': use table, opensearch or s3-vectors."),
            },
            Domain = endpoint is null ? null
                : EndpointForm().Match(endpoint) is { Success: true } form ? new SearchDomain($"https://{form.Groups["host"].Value}", form.Groups["name"].Value)
                : throw new FormatException($"OPENSEARCH_DOMAIN_ENDPOINT is '{endpoint}': use one such as search-outages-abc123.us-east-1.es.amazonaws.com."),
        };
    }

    [GeneratedRegex("^(https://)?(?<host>(search|vpc)-(?<name>[a-z0-9-]+)-[a-z0-9]+\\.[a-z0-9-]+\\.es\\.amazonaws\\.com(\\.cn)?)/?$")]
    private static partial Regex EndpointForm();
}

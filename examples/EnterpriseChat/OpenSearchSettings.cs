using System.Text.RegularExpressions;

namespace EnterpriseChat;

/// <summary>A domain of OpenSearch that holds passages.</summary>
/// <param name="Host">Its endpoint, without <c>https://</c>.</param>
/// <param name="Name">Its name, which is part of the endpoint.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Index">The index of the passages.</param>
/// <param name="EmbeddingModel">What made their vectors.</param>
internal sealed partial record OpenSearchSettings(string Host, string Name, string Region, string Index, string EmbeddingModel)
{
    public static OpenSearchSettings? Read(Func<string, string?> value, List<string> mistakes)
    {
        if (value("OPENSEARCH_DOMAIN_ENDPOINT") is not { } endpoint) return null;
        var parts = Endpoint().Match(endpoint);
        if (!parts.Success) mistakes.Add($"OPENSEARCH_DOMAIN_ENDPOINT is '{endpoint}': use the domain's endpoint, such as search-NAME-ID.REGION.es.amazonaws.com.");
        if (value("OPENSEARCH_INDEX") is null) mistakes.Add("OPENSEARCH_DOMAIN_ENDPOINT is set, and OPENSEARCH_INDEX is not: name the index of the passages.");
        return new OpenSearchSettings(parts.Groups["host"].Value, parts.Groups["name"].Value, parts.Groups["region"].Value, value("OPENSEARCH_INDEX") ?? "", value("OPENSEARCH_EMBEDDING_MODEL") ?? "amazon.titan-embed-text-v2:0");
    }

    [GeneratedRegex(@"^(?:https://)?(?<host>(?:search|vpc)-(?<name>[a-z0-9-]+)-[a-z0-9]+\.(?<region>[a-z0-9-]+)\.es\.amazonaws\.com(?:\.cn)?)/?$")]
    private static partial Regex Endpoint();
}

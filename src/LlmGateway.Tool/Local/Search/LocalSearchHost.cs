using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Search;

/// <summary>A domain of OpenSearch, or a collection of OpenSearch Serverless, of the template.</summary>
/// <param name="Host">Where its clients call.</param>
/// <param name="Arn">What policies name.</param>
/// <param name="IsServerless">It is a collection.</param>
internal sealed record LocalSearchHost(string Host, string Arn, bool IsServerless)
{
    private const string Domain = "AWS::OpenSearchService::Domain";
    private const string Collection = "AWS::OpenSearchServerless::Collection";

    public static IReadOnlyList<LocalSearchHost> Read(ResolvedStack stack) =>
    [
        .. stack.OfType(Domain).Select(domain => new LocalSearchHost(HostOf(domain.Type, stack.NameOf(domain), stack.Environment), stack.ArnOf(domain), IsServerless: false)),
        .. stack.OfType(Collection).Select(collection => new LocalSearchHost(HostOf(collection.Type, stack.NameOf(collection), stack.Environment), stack.ArnOf(collection), IsServerless: true)),
    ];

    /// <summary>The value of a resource's attribute, where it has to do with its host.</summary>
    public static string? Attribute(string type, string attribute, string name, TemplateEnvironment environment) => (type, attribute) switch
    {
        (Domain, "DomainEndpoint") => HostOf(type, name, environment),
        (Collection, "CollectionEndpoint") => $"https://{HostOf(type, name, environment)}",
        _ => null,
    };

    private static string HostOf(string type, string name, TemplateEnvironment environment) =>
        type == Domain ? $"search-{name.ToLowerInvariant()}.{environment.Region}.es.{environment.UrlSuffix}" : $"{name.ToLowerInvariant()}.{environment.Region}.aoss.{environment.UrlSuffix}";
}

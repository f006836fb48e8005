using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>A domain of the template: requests with its name as Host go to the stages that it maps.</summary>
/// <param name="Name">For example <c>llm.example.com</c>.</param>
/// <param name="Mappings">By first part of the path; empty: the whole domain.</param>
internal sealed record CustomDomain(string Name, IReadOnlyList<BasePathMapping> Mappings)
{
    public static IReadOnlyList<CustomDomain> Read(ResolvedStack stack) => [.. stack.OfType("AWS::ApiGateway::DomainName").Select(domain => new CustomDomain(
        stack.NameOf(domain),
        [.. stack.OfType("AWS::ApiGateway::BasePathMapping").Select(stack.PropertiesOf)
            .Where(mapping => mapping["DomainName"]?.ToString() == stack.NameOf(domain))
            .Select(mapping => new BasePathMapping(mapping["BasePath"]?.ToString() ?? "", mapping["RestApiId"]?.ToString() ?? "", mapping["Stage"]?.ToString() ?? ""))]))];
}

/// <summary>Which stage answers below a path of a domain.</summary>
internal sealed record BasePathMapping(string BasePath, string ApiId, string Stage);

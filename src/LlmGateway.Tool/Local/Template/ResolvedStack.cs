using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Vectors;

namespace LlmGateway.Tool.Local.Template;

/// <summary>The stack as if CloudFormation had deployed it: each resource's properties resolved, with physical names and ARNs.</summary>
internal sealed class ResolvedStack
{
    private readonly StackTemplate _template;
    private readonly IntrinsicResolver _resolver;
    private readonly Dictionary<string, JsonObject> _properties = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private ResolvedStack(StackTemplate template, TemplateEnvironment environment, StackInputs inputs)
    {
        _template = template;
        Environment = environment;
        _resolver = new IntrinsicResolver(
            template, environment, new ParameterValues(template, inputs.Parameters, Ssm), Attribute, new DynamicReferences(Ssm, Secret));
        Resources = [.. template.Resources.Values.Where(_resolver.Exists)];

        string? Ssm(string name) => inputs.Ssm.GetValueOrDefault(name)
            ?? (OfType("AWS::SSM::Parameter").FirstOrDefault(parameter => NameOf(parameter) == name) is { } made ? PropertiesOf(made)["Value"]?.ToString() : null);
        string? Secret(string id) => inputs.SecretOf(id)
            ?? (OfType("AWS::SecretsManager::Secret").FirstOrDefault(secret => ArnOf(secret) == id || NameOf(secret) == id) is { } made ? SecretText.Of(PropertiesOf(made), made.LogicalId) : null);
    }

    public TemplateEnvironment Environment { get; }

    /// <summary>Exports of other stacks that this one imports, as far as they are known by text.</summary>
    public IReadOnlyList<string> ImportedNames => [.. TemplateReferences.Imports(_template).Distinct()];

    /// <summary>Those whose condition holds, in the template's order.</summary>
    public IReadOnlyList<TemplateResource> Resources { get; } = [];

    /// <summary>Checks the template as CloudFormation does first, and readies it.</summary>
    /// <exception cref="TemplateException">CloudFormation would refuse it.</exception>
    public static ResolvedStack From(StackTemplate template, TemplateEnvironment environment, StackInputs? inputs = null)
    {
        DependencyCheck.Run(template);
        return new ResolvedStack(template, environment, inputs ?? new StackInputs());
    }

    public IEnumerable<TemplateResource> OfType(params string[] types) => Resources.Where(resource => types.Contains(resource.Type));

    /// <summary>The resource's properties with every intrinsic resolved. Not to be changed.</summary>
    /// <exception cref="TemplateException">One of them can't be.</exception>
    public JsonObject PropertiesOf(TemplateResource resource)
    {
        if (_properties.TryGetValue(resource.LogicalId, out var known)) return known;
        return _properties[resource.LogicalId] = (JsonObject)_resolver.Resolve(resource.Properties, TemplatePlace.Resource(resource.LogicalId))!;
    }

    /// <summary>The name or id by which AWS would know it.</summary>
    public string NameOf(TemplateResource resource)
    {
        if (_names.TryGetValue(resource.LogicalId, out var known)) return known;
        var given = PhysicalNames.NameProperty(resource.Type) is { } property
            ? _resolver.Resolve(resource.Properties[property], TemplatePlace.Resource(resource.LogicalId).Down(property))?.ToString()
            : null;
        return _names[resource.LogicalId] = given ?? PhysicalNames.Generate(resource, Environment.StackName, Environment.Region);
    }

    public string ArnOf(TemplateResource resource)
    {
        if (LocalVectorIndex.ArnOf(resource, this) is { } vectors) return vectors;
        var path = resource.Type == "AWS::IAM::Role" ? resource.Properties["Path"]?.ToString().Trim('/') : null;
        var name = string.IsNullOrEmpty(path) ? NameOf(resource) : $"{path}/{NameOf(resource)}";
        return ResourceArns.Of(resource.Type, name, Environment);
    }

    /// <summary>The name that CloudFront gives to a distribution.</summary>
    public string DomainOf(TemplateResource distribution) => $"d{NameOf(distribution)}.cloudfront.net";

    /// <summary>The value of an output, for those who want to know the stack's own words; null when there is none.</summary>
    public string? Output(string name) => _resolver.Resolve((_template.Outputs[name] as JsonObject)?["Value"], new TemplatePlace($"Output {name}"))?.ToString();

    private JsonNode? Attribute(string logicalId, string? attribute, TemplatePlace place)
    {
        var resource = _template.Resources.GetValueOrDefault(logicalId) ?? throw place.Error($"it refers to {logicalId}, which is neither a resource nor a parameter of the template.");
        if (!_resolver.Exists(resource)) throw place.Error($"it refers to {logicalId}, whose condition {resource.Condition} is false.");
        return attribute switch
        {
            null => ResourceArns.RefIsArn(resource.Type) ? ArnOf(resource) : NameOf(resource),
            "RootResourceId" => RootResourceId(logicalId),
            "DomainName" when resource.Type == "AWS::CloudFront::Distribution" => DomainOf(resource),
            "RegionalDomainName" when resource.Type == "AWS::S3::Bucket" => $"{NameOf(resource)}.s3.{Environment.Region}.{Environment.UrlSuffix}",
            "Value" when resource.Type == "AWS::SSM::Parameter" => PropertiesOf(resource)["Value"]?.DeepClone(),
            "APIKeyId" or "RestApiId" or "Id" or "StageName" or "InferenceProfileId" or "GuardrailId" or "KnowledgeBaseId" or "KeyId" => NameOf(resource),
            _ when LocalSearchHost.Attribute(resource.Type, attribute, NameOf(resource), Environment) is { } host => host,
            _ when attribute.EndsWith("Arn", StringComparison.OrdinalIgnoreCase) => ArnOf(resource),
            // Not known to the model: a name that says where it came from, for resources that nothing local reads.
            _ => $"{NameOf(resource)}.{attribute}",
        };
    }

    /// <summary>The id of the root resource that every REST API has.</summary>
    public static string RootResourceId(string apiLogicalId) => $"root-{apiLogicalId}";
}

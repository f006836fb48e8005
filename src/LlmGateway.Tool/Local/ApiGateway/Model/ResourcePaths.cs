using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>Paths of an API's resources, put together from their parents.</summary>
internal sealed class ResourcePaths
{
    private readonly Dictionary<string, string> _byId = new(StringComparer.Ordinal);

    public ResourcePaths(ResolvedStack stack, TemplateResource api, string apiId)
    {
        _byId[ResolvedStack.RootResourceId(api.LogicalId)] = "/";
        var open = stack.OfType("AWS::ApiGateway::Resource").Where(resource => stack.PropertiesOf(resource)["RestApiId"]?.ToString() == apiId).ToList();
        while (open.Count > 0)
        {
            var placed = open.Where(resource => _byId.ContainsKey(stack.PropertiesOf(resource)["ParentId"]?.ToString() ?? "")).ToList();
            if (placed.Count == 0) throw TemplatePlace.Resource(open[0].LogicalId).Down("ParentId").Error("it names no resource of its API.");
            foreach (var resource in placed)
            {
                var properties = stack.PropertiesOf(resource);
                var part = properties["PathPart"]?.ToString() ?? throw TemplatePlace.Resource(resource.LogicalId).Error("API Gateway requires PathPart.");
                _byId[stack.NameOf(resource)] = $"{_byId[properties["ParentId"]!.ToString()].TrimEnd('/')}/{part}";
            }
            open = [.. open.Except(placed)];
        }
    }

    /// <summary>Null when the API has no such resource.</summary>
    public string? Of(string resourceId) => _byId.GetValueOrDefault(resourceId);
}

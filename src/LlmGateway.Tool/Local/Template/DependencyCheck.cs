using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>What CloudFormation refuses before it makes anything: references to nothing, and resources that wait for each other.</summary>
internal static class DependencyCheck
{
    /// <exception cref="TemplateException">Names the resource and the property, or the circle.</exception>
    public static void Run(StackTemplate template)
    {
        var edges = template.Resources.Values.ToDictionary(resource => resource.LogicalId, resource => EdgesOf(resource, template), StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in edges.Keys) Visit(id, edges, done, []);
    }

    private static string[] EdgesOf(TemplateResource resource, StackTemplate template)
    {
        var place = TemplatePlace.Resource(resource.LogicalId);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, where) in TemplateReferences.In(resource.Properties, place).Concat(resource.DependsOn.Select(id => (id, place.Down("DependsOn")))))
        {
            if (template.Resources.ContainsKey(name)) targets.Add(name);
            else if (!template.Parameters.ContainsKey(name) && !name.StartsWith("AWS::", StringComparison.Ordinal))
                throw where.Error($"it refers to {name}, which is neither a resource nor a parameter of the template.");
        }
        return [.. targets];
    }

    private static void Visit(string id, Dictionary<string, string[]> edges, HashSet<string> done, List<string> road)
    {
        if (done.Contains(id)) return;
        var at = road.IndexOf(id);
        if (at >= 0) throw new TemplateException($"Circular dependency between resources: {string.Join(" -> ", road[at..].Append(id))}.");
        road.Add(id);
        foreach (var next in edges[id]) Visit(next, edges, done, road);
        road.RemoveAt(road.Count - 1);
        done.Add(id);
    }
}

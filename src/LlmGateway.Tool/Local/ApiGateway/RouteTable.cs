using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>A method found for a request.</summary>
/// <param name="Method">That answers.</param>
/// <param name="PathParameters">As they stood in the path, percent-encoding untouched: so REST APIs give them to functions.</param>
internal sealed record RouteMatch(RestMethod Method, IReadOnlyDictionary<string, string> PathParameters);

/// <summary>Finds the method of a path: exact parts win over parameters, and those over greedy ones, from left to right.</summary>
internal sealed class RouteTable
{
    private readonly Node _root = new();

    public RouteTable(IEnumerable<RestMethod> methods)
    {
        foreach (var method in methods)
        {
            var node = _root;
            foreach (var part in Split(method.ResourcePath)) node = node.Child(part);
            node.Methods[method.HttpMethod] = method;
        }
    }

    /// <param name="httpMethod">Upper case.</param>
    /// <param name="path">Below the stage, as sent.</param>
    /// <returns>Null when API Gateway would know no such method.</returns>
    public RouteMatch? Find(string httpMethod, string path)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        return Find(_root, Split(path), 0, httpMethod, parameters) is { } method ? new RouteMatch(method, parameters) : null;
    }

    private static RestMethod? Find(Node node, string[] parts, int at, string httpMethod, Dictionary<string, string> parameters)
    {
        if (at == parts.Length) return node.MethodFor(httpMethod);
        if (node.Exact.TryGetValue(Uri.UnescapeDataString(parts[at]), out var exact) && Find(exact, parts, at + 1, httpMethod, parameters) is { } byText) return byText;
        if (node.Parameter is var (name, child) && Find(child, parts, at + 1, httpMethod, parameters) is { } byParameter)
        {
            parameters[name] = parts[at];
            return byParameter;
        }
        if (node.Greedy is var (greedyName, greedyChild) && greedyChild.MethodFor(httpMethod) is { } greedy)
        {
            parameters[greedyName] = string.Join('/', parts[at..]);
            return greedy;
        }
        return null;
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Node
    {
        public Dictionary<string, Node> Exact { get; } = new(StringComparer.Ordinal);
        public (string Name, Node Child)? Parameter { get; private set; }
        public (string Name, Node Child)? Greedy { get; private set; }
        public Dictionary<string, RestMethod> Methods { get; } = new(StringComparer.Ordinal);

        public RestMethod? MethodFor(string httpMethod) => Methods.GetValueOrDefault(httpMethod) ?? Methods.GetValueOrDefault("ANY");

        public Node Child(string part)
        {
            if (part.StartsWith('{') && part.EndsWith("+}", StringComparison.Ordinal)) return (Greedy ??= (part[1..^2], new Node())).Child;
            if (part.StartsWith('{') && part.EndsWith('}')) return (Parameter ??= (part[1..^1], new Node())).Child;
            return Exact.TryGetValue(part, out var child) ? child : Exact[part] = new Node();
        }
    }
}

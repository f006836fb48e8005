using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway.Velocity;

/// <summary>What a template can see: the request, its context, and variables that it sets.</summary>
/// <param name="request">For <c>$input.params</c>.</param>
/// <param name="context">For <c>$context</c>; templates may set <c>$context.responseOverride</c>.</param>
/// <param name="pathParameters">For <c>$input.params</c>; null: none.</param>
/// <param name="body">For <c>$input.body</c>.</param>
internal sealed class VelocityScope(HttpRequest request, JsonObject context, IReadOnlyDictionary<string, string>? pathParameters = null, string body = "")
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <summary>Headers that the template set for the response.</summary>
    public Dictionary<string, string> HeaderOverrides { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The status that the template set for the response; null: none.</summary>
    public int? StatusOverride { get; private set; }

    /// <summary>The value of a reference; null when it names nothing, which Velocity renders as its own text.</summary>
    public string? Get(VelocityReference reference)
    {
        var parts = reference.Parts;
        switch (parts[0].Name)
        {
            case "context":
                JsonNode? node = context;
                foreach (var part in parts.Skip(1)) node = (node as JsonObject)?[part.Name];
                // A missing context value is empty text in API Gateway.
                return node?.ToString() ?? "";
            case "input":
                return Input(parts);
            case "util" when parts is [_, { Name: "escapeJavaScript", Argument: { } text }]:
                return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            default:
                return parts.Count == 1 ? _variables.GetValueOrDefault(parts[0].Name) : null;
        }
    }

    public void Set(VelocityReference reference, string value)
    {
        if (reference.Parts is [{ Name: "context" }, { Name: "responseOverride" }, { Name: "header" }, var header]) HeaderOverrides[header.Name] = value;
        else if (reference.Parts is [{ Name: "context" }, { Name: "responseOverride" }, { Name: "status" }] && int.TryParse(value, out var status)) StatusOverride = status;
        else if (reference.Parts is [var variable]) _variables[variable.Name] = value;
    }

    private string? Input(IReadOnlyList<VelocityReference.Part> parts) => parts switch
    {
        [_, { Name: "body" }] => body,
        [_, { Name: "json", Argument: "$" }] => body,
        [_, { Name: "params", Argument: { } name }] => Parameter(name),
        [_, { Name: "params" }, { Name: "header" }, { Name: "get", Argument: { } name }] => ExactHeader(name),
        [_, { Name: "params" }, { Name: "querystring" }, { Name: "get", Argument: { } name }] => request.Query[name].ToString(),
        [_, { Name: "params" }, { Name: "path" }, { Name: "get", Argument: { } name }] => pathParameters?.GetValueOrDefault(name) ?? "",
        _ => null,
    };

    // Path, then query, then header: API Gateway's order.
    private string Parameter(string name) =>
        pathParameters?.GetValueOrDefault(name) ?? (request.Query.TryGetValue(name, out var query) ? query.ToString() : request.Headers[name].ToString());

    private string ExactHeader(string name) => request.Headers.FirstOrDefault(header => header.Key == name).Value.ToString();
}

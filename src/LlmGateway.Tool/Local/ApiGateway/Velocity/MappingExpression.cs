using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway.Velocity;

/// <summary>The right-hand side of a response parameter: a literal in quotes, or something of the request or its context.</summary>
internal static class MappingExpression
{
    /// <returns>Null when what it names isn't there: the header is left out.</returns>
    public static string? Evaluate(string expression, HttpRequest request, JsonObject context)
    {
        if (expression is ['\'', .., '\'']) return expression[1..^1];
        if (Rest(expression, "method.request.header.") is { } header) return request.Headers[header].ToString() is { Length: > 0 } value ? value : null;
        if (Rest(expression, "method.request.querystring.") is { } parameter) return request.Query[parameter].ToString() is { Length: > 0 } value ? value : null;
        if (Rest(expression, "context.") is not { } path) return null;
        JsonNode? node = context;
        foreach (var part in path.Split('.')) node = (node as JsonObject)?[part];
        return node?.ToString();
    }

    private static string? Rest(string expression, string prefix) =>
        expression.StartsWith(prefix, StringComparison.Ordinal) ? expression[prefix.Length..] : null;
}

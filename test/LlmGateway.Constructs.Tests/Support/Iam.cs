using System.Text.Json.Nodes;

namespace LlmGateway.Constructs.Tests;

/// <summary>Policy documents as lines that a reviewer would write.</summary>
internal static class Iam
{
    /// <summary><c>Allow ACTION, … on RESOURCE, … when TEST KEY = VALUE</c>, by <c>PRINCIPAL</c> where there is one.</summary>
    public static IReadOnlyList<string> Lines(JsonNode document) => [.. document["Statement"]!.AsArray().Select(statement => Line(statement!.AsObject()))];

    private static string Line(JsonObject statement)
    {
        var line = $"{(string)statement["Effect"]!} {List(statement["Action"]!)}";
        if (statement["Resource"] is { } resources) line += $" on {List(resources)}";
        if (statement["Principal"] is { } principal) line += $" by {(principal is JsonObject kinds ? string.Join(", ", kinds.Select(kind => $"{kind.Key} {List(kind.Value!)}")) : List(principal))}";
        if (statement["Condition"] is JsonObject conditions)
            line += $" when {string.Join(" and ", conditions.SelectMany(test => test.Value!.AsObject().Select(key => $"{test.Key} {key.Key} = {List(key.Value!)}")))}";
        var unread = statement.Select(member => member.Key).Except(["Effect", "Action", "Resource", "Principal", "Condition"]);
        return unread.Any() ? $"{line} (also: {string.Join(", ", unread)})" : line;
    }

    private static string List(JsonNode node) => node is JsonArray many ? string.Join(", ", many.Select(item => Cfn.Text(item!))) : Cfn.Text(node);
}

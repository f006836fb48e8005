using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Arguments that a JSON schema accepts and that come from the question where they can: what a forced tool is called with.</summary>
internal static partial class SchemaExample
{
    public static JsonObject Of(JsonObject schema, string question) => Node(schema, question) as JsonObject ?? [];

    private static JsonNode? Node(JsonObject schema, string question)
    {
        if (schema["const"] is { } constant) return constant.DeepClone();
        if (schema["enum"] is JsonArray { Count: > 0 } choices) return Choice(choices, question);
        if (schema["default"] is { } fallback) return fallback.DeepClone();
        return TypeOf(schema) switch
        {
            "object" => Object(schema, question),
            "array" => new JsonArray(Node(schema["items"] as JsonObject ?? [], question)),
            "integer" => Number(schema, question, whole: true),
            "number" => Number(schema, question, whole: false),
            "boolean" => true,
            "null" => null,
            _ => Text(question),
        };
    }

    private static JsonObject Object(JsonObject schema, string question)
    {
        var result = new JsonObject();
        // Everything that is described is filled in: an optional argument tells a test as much as a required one.
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
            result[name] = Node(property as JsonObject ?? [], question);
        return result;
    }

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => type!.GetValue<string>()).FirstOrDefault(type => type != "null"),
        JsonValue type => type.GetValue<string>(),
        _ => schema.ContainsKey("properties") ? "object" : null,
    };

    private static JsonNode? Choice(JsonArray choices, string question)
    {
        var named = choices.FirstOrDefault(choice => choice is not null && question.Contains(choice.ToString(), StringComparison.OrdinalIgnoreCase));
        return (named ?? choices[0])?.DeepClone();
    }

    private static JsonValue Number(JsonObject schema, string question, bool whole)
    {
        var found = FirstNumber().Match(question) is { Success: true } match ? decimal.Parse(match.Value, CultureInfo.InvariantCulture) : 1m;
        if (schema["minimum"]?.GetValue<decimal>() is { } minimum) found = Math.Max(found, minimum);
        if (schema["maximum"]?.GetValue<decimal>() is { } maximum) found = Math.Min(found, maximum);
        return whole ? JsonValue.Create((long)found) : JsonValue.Create(found);
    }

    // Names are what most tools ask for: the last capitalised words that don't begin the question, else the question.
    private static string Text(string question) =>
        ProperName().Matches(question).LastOrDefault(match => match.Index > 0)?.Value ?? question;

    [GeneratedRegex(@"\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)*")]
    private static partial Regex ProperName();

    [GeneratedRegex(@"\d{1,9}(?:\.\d{1,9})?")]
    private static partial Regex FirstNumber();
}

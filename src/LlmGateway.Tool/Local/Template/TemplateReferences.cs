using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Finds what a piece of a template refers to by Ref, GetAtt and Sub, wherever it stands.</summary>
internal static class TemplateReferences
{
    /// <summary>Names of resources, parameters and pseudo parameters, with the place of each mention.</summary>
    public static IEnumerable<(string Name, TemplatePlace Place)> In(JsonNode? node, TemplatePlace place)
    {
        switch (node)
        {
            case JsonArray array:
                return array.SelectMany((item, index) => In(item, place.Down(index)));
            case JsonObject { Count: 1 } function when function.First() is var (name, argument) && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)):
                return OfFunction(name, argument, place);
            case JsonObject map:
                return map.SelectMany(pair => In(pair.Value, place.Down(pair.Key)));
            default:
                return [];
        }
    }

    /// <summary>What is imported from other stacks, wherever a resource says so.</summary>
    public static IEnumerable<string> Imports(StackTemplate template) => template.Resources.Values.SelectMany(resource => Imports(resource.Properties));

    private static IEnumerable<string> Imports(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Imports),
        JsonObject map => map.SelectMany(pair => pair.Key == "Fn::ImportValue" ? [pair.Value is JsonValue name ? name.ToString() : "an export"] : Imports(pair.Value)),
        _ => [],
    };

    private static IEnumerable<(string, TemplatePlace)> OfFunction(string name, JsonNode? argument, TemplatePlace place)
    {
        switch (name)
        {
            case "Ref" when argument is JsonValue value && value.TryGetValue<string>(out var target):
                return [(target, place)];
            case "Fn::GetAtt":
                return argument switch
                {
                    JsonArray { Count: > 0 } parts when parts[0] is JsonValue head && head.TryGetValue<string>(out var owner) => [(owner, place)],
                    JsonValue dotted when dotted.TryGetValue<string>(out var text) => [(text.Split('.')[0], place)],
                    _ => [],
                };
            case "Fn::Sub":
                var format = argument is JsonArray { Count: > 0 } array ? array[0] : argument;
                var variables = (argument as JsonArray)?.ElementAtOrDefault(1) as JsonObject;
                var names = format is JsonValue written && written.TryGetValue<string>(out var pattern)
                    ? SubExpression.Parse(pattern).Where(part => part.IsReference && variables?.ContainsKey(part.Text) != true).Select(part => (part.Text.Split('.')[0], place))
                    : [];
                return names.Concat(In(variables, place));
            default:
                return In(argument, place);
        }
    }
}

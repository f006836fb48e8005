using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>A CloudFormation template taken apart: sections checked for their form, intrinsics untouched.</summary>
internal sealed class StackTemplate
{
    private StackTemplate(JsonObject root)
    {
        Parameters = Section(root, "Parameters");
        Mappings = Section(root, "Mappings");
        Conditions = Section(root, "Conditions");
        Outputs = Section(root, "Outputs");
        Resources = Section(root, "Resources").ToDictionary(pair => pair.Key, pair => ReadResource(pair.Key, pair.Value), StringComparer.Ordinal);
        if (Resources.Count == 0) throw new TemplateException("The template declares no resources.");
    }

    public JsonObject Parameters { get; }
    public JsonObject Mappings { get; }
    public JsonObject Conditions { get; }
    public JsonObject Outputs { get; }
    public IReadOnlyDictionary<string, TemplateResource> Resources { get; }

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="TemplateException">It is no template.</exception>
    public static StackTemplate Parse(string json, string source)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject root ? new StackTemplate(root)
                : throw new TemplateException($"{source} is not a template: a JSON object was expected.");
        }
        catch (JsonException e)
        {
            throw new TemplateException($"{source} is not valid JSON, at line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}.");
        }
    }

    private static JsonObject Section(JsonObject root, string name) => root[name] switch
    {
        null => [],
        JsonObject section => section,
        _ => throw new TemplateException($"The template's section {name} is not an object."),
    };

    private static TemplateResource ReadResource(string id, JsonNode? node)
    {
        var place = TemplatePlace.Resource(id);
        if (node is not JsonObject resource) throw place.Error("it is not an object.");
        if (Text(resource["Type"]) is not { } type) throw place.Error("it has no Type.");
        var properties = resource["Properties"] switch
        {
            null => [],
            JsonObject given => given,
            _ => throw place.Error("its Properties are not an object."),
        };
        IReadOnlyList<string> dependsOn = resource["DependsOn"] switch
        {
            JsonArray several => [.. several.Select(each => Text(each) ?? throw place.Error("its DependsOn holds something that is no logical id."))],
            JsonValue one => [Text(one) ?? throw place.Error("its DependsOn is no logical id.")],
            _ => [],
        };
        return new TemplateResource(id, type, properties, Text(resource["Condition"]), dependsOn, Text((resource["Metadata"] as JsonObject)?["aws:cdk:path"]));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

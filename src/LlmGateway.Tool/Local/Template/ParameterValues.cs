using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Values of the template's parameters: given by the user, else their defaults; SSM parameter types are looked up.</summary>
/// <param name="template">Declares them.</param>
/// <param name="given">By name.</param>
/// <param name="ssm">Value of an SSM parameter; null: unknown here.</param>
internal sealed class ParameterValues(StackTemplate template, IReadOnlyDictionary<string, string> given, Func<string, string?> ssm)
{
    private const string SsmPrefix = "AWS::SSM::Parameter::Value<";

    /// <summary>Whether there is such a parameter, and its value: text, or a list for the list types.</summary>
    /// <exception cref="TemplateException">It has no value.</exception>
    public bool TryGet(string name, out JsonNode? value)
    {
        value = null;
        if (template.Parameters[name] is not JsonObject declaration) return false;
        var place = new TemplatePlace($"Parameter {name}");
        var type = declaration["Type"]?.GetValue<string>() ?? "String";
        var text = given.GetValueOrDefault(name) ?? declaration["Default"]?.ToString()
            ?? throw place.Error("it has no default, so give it with --parameter " + name + "=VALUE.");
        if (type.StartsWith(SsmPrefix, StringComparison.Ordinal))
        {
            text = ssm(text) ?? throw place.Error($"it takes the value of the SSM parameter {text}, so give that with --ssm {text}=VALUE.");
            type = type[SsmPrefix.Length..^1];
        }
        var isList = type == "CommaDelimitedList" || type.StartsWith("List<", StringComparison.Ordinal);
        value = isList ? new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries).Select(item => (JsonNode)item)]) : JsonValue.Create(text);
        return true;
    }
}

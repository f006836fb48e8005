using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>The template's conditions: each is worked out once, from parameters, pseudo parameters and mappings.</summary>
/// <param name="template">Declares them.</param>
/// <param name="resolve">Resolves what Fn::Equals compares.</param>
internal sealed class ConditionEvaluator(StackTemplate template, Func<JsonNode?, TemplatePlace, JsonNode?> resolve)
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <exception cref="TemplateException">There is no such condition, or it can't be evaluated.</exception>
    public bool IsTrue(string name, TemplatePlace user)
    {
        if (_known.TryGetValue(name, out var value)) return value;
        if (template.Conditions[name] is not { } declaration) throw user.Error($"the template has no condition {name}.");
        var place = new TemplatePlace($"Condition {name}");
        if (!_open.Add(name)) throw place.Error("it depends on itself.");
        value = Evaluate(declaration, place);
        _open.Remove(name);
        return _known[name] = value;
    }

    /// <summary>One of the condition functions.</summary>
    public bool Evaluate(string function, JsonNode? argument, TemplatePlace place)
    {
        if (argument is not JsonArray parts) throw place.Error($"{function} needs a list.");
        return function switch
        {
            "Fn::Equals" when parts.Count == 2 => resolve(parts[0], place)?.ToString() == resolve(parts[1], place)?.ToString(),
            "Fn::Not" when parts.Count == 1 => !Evaluate(parts[0], place),
            "Fn::And" when parts.Count > 0 => parts.All(part => Evaluate(part, place)),
            "Fn::Or" when parts.Count > 0 => parts.Any(part => Evaluate(part, place)),
            _ => throw place.Error($"{function} was given {parts.Count} operands."),
        };
    }

    private bool Evaluate(JsonNode? node, TemplatePlace place)
    {
        if (node is JsonObject { Count: 1 } call && call.First() is var (name, argument))
        {
            if (name == "Condition" && argument is JsonValue other) return IsTrue(other.ToString(), place);
            if (name is "Fn::Equals" or "Fn::Not" or "Fn::And" or "Fn::Or") return Evaluate(name, argument, place);
        }
        return resolve(node, place)?.ToString() switch
        {
            "true" => true,
            "false" => false,
            _ => throw place.Error("it is no condition."),
        };
    }
}

using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Replaces intrinsic functions by their values, anywhere in a piece of the template.</summary>
internal sealed class IntrinsicResolver
{
    /// <summary>What <c>AWS::NoValue</c> stands for: whoever holds it is left out. Never put into a tree.</summary>
    private static readonly JsonNode NoValue = JsonValue.Create("AWS::NoValue")!;

    private readonly StackTemplate _template;
    private readonly TemplateEnvironment _environment;
    private readonly ParameterValues _parameters;
    private readonly Func<string, string?, TemplatePlace, JsonNode?> _resource;
    private readonly ConditionEvaluator _conditions;
    private readonly DynamicReferences _dynamic;

    /// <param name="template">For mappings and conditions.</param>
    /// <param name="environment">For pseudo parameters.</param>
    /// <param name="parameters">Values of parameters.</param>
    /// <param name="resource">The value of a resource's Ref (attribute null) or attribute.</param>
    /// <param name="dynamic">Replaces <c>{{resolve:…}}</c>.</param>
    public IntrinsicResolver(
        StackTemplate template, TemplateEnvironment environment, ParameterValues parameters,
        Func<string, string?, TemplatePlace, JsonNode?> resource, DynamicReferences dynamic)
    {
        (_template, _environment, _parameters, _resource, _dynamic) = (template, environment, parameters, resource, dynamic);
        _conditions = new ConditionEvaluator(template, Resolve);
    }

    /// <summary>Whether a resource exists in this stack.</summary>
    public bool Exists(TemplateResource resource) =>
        resource.Condition is not { } condition || _conditions.IsTrue(condition, TemplatePlace.Resource(resource.LogicalId));

    /// <summary>The value of <paramref name="node"/>, a new tree; null for nothing (<c>AWS::NoValue</c> included).</summary>
    /// <exception cref="TemplateException">It can't be resolved; the message names the place.</exception>
    public JsonNode? Resolve(JsonNode? node, TemplatePlace place)
    {
        var value = Value(node, place);
        return ReferenceEquals(value, NoValue) ? null : value;
    }

    private JsonNode? Value(JsonNode? node, TemplatePlace place)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } function when function.First() is var (name, argument) && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)):
                return Call(name, argument, place);
            case JsonObject map:
                var resolved = new JsonObject();
                foreach (var (name, member) in map)
                    if (Value(member, place.Down(name)) is var value && !ReferenceEquals(value, NoValue)) resolved[name] = value;
                return resolved;
            case JsonArray array:
                return new JsonArray([.. array.Select((item, index) => Value(item, place.Down(index))).Where(item => !ReferenceEquals(item, NoValue))]);
            case JsonValue text when text.TryGetValue<string>(out var written) && written.Contains("{{resolve:", StringComparison.Ordinal):
                return _dynamic.Replace(written, place);
            default:
                return node?.DeepClone();
        }
    }

    private JsonNode? Call(string name, JsonNode? argument, TemplatePlace place) => name switch
    {
        "Ref" => Ref(Text(argument, place, name), place),
        "Fn::GetAtt" => GetAtt(argument, place),
        "Fn::Sub" => Sub(argument, place),
        "Fn::If" => If(argument, place),
        "Fn::FindInMap" => FindInMap(argument, place),
        "Fn::Equals" or "Fn::And" or "Fn::Or" or "Fn::Not" => JsonValue.Create(_conditions.Evaluate(name, argument, place)),
        _ => Whole(IntrinsicFunctions.Call(name, Resolve(argument, place), _environment, place), place),
    };

    /// <summary>A dynamic reference may be put together from parts, such as around an ARN.</summary>
    private JsonNode? Whole(JsonNode? node, TemplatePlace place) =>
        node is JsonValue text && text.TryGetValue<string>(out var written) && written.Contains("{{resolve:", StringComparison.Ordinal) ? _dynamic.Replace(written, place) : node;

    private JsonNode? Ref(string target, TemplatePlace place)
    {
        if (target == "AWS::NoValue") return NoValue;
        if (_environment.Pseudo(target) is { } pseudo) return pseudo;
        return _parameters.TryGet(target, out var value) ? value : _resource(target, null, place);
    }

    private JsonNode? GetAtt(JsonNode? argument, TemplatePlace place)
    {
        var parts = argument is JsonArray { Count: >= 2 } array
            ? [.. array.Select(part => Text(Resolve(part, place), place, "Fn::GetAtt"))]
            : Text(argument, place, "Fn::GetAtt").Split('.');
        if (parts.Length < 2) throw place.Error("Fn::GetAtt needs a resource and an attribute.");
        return _resource(parts[0], string.Join('.', parts[1..]), place);
    }

    private JsonValue Sub(JsonNode? argument, TemplatePlace place)
    {
        var format = Text(argument is JsonArray { Count: > 0 } array ? array[0] : argument, place, "Fn::Sub");
        var variables = (argument as JsonArray)?.ElementAtOrDefault(1) as JsonObject;
        string Value(SubExpression.Part part)
        {
            if (!part.IsReference) return part.Text;
            if (variables?.TryGetPropertyValue(part.Text, out var variable) == true) return Text(Resolve(variable, place), place, "Fn::Sub");
            var dot = part.Text.IndexOf('.', StringComparison.Ordinal);
            var value = dot < 0 ? Ref(part.Text, place) : _resource(part.Text[..dot], part.Text[(dot + 1)..], place);
            return Text(value, place, "Fn::Sub");
        }
        return JsonValue.Create(string.Concat(SubExpression.Parse(format).Select(Value)));
    }

    private JsonNode? If(JsonNode? argument, TemplatePlace place) =>
        argument is JsonArray { Count: 3 } parts
            ? Value(parts[_conditions.IsTrue(Text(parts[0], place, "Fn::If"), place) ? 1 : 2], place)
            : throw place.Error("Fn::If needs a condition's name and two values.");

    private JsonNode? FindInMap(JsonNode? argument, TemplatePlace place)
    {
        if (argument is not JsonArray { Count: >= 3 } parts) throw place.Error("Fn::FindInMap needs a mapping and two keys.");
        string[] keys = [.. parts.Take(3).Select(part => Text(Resolve(part, place), place, "Fn::FindInMap"))];
        if ((_template.Mappings[keys[0]] as JsonObject)?[keys[1]] is JsonObject second && second[keys[2]] is { } value) return value.DeepClone();
        if (parts.Count > 3 && parts[3] is JsonObject options && options["DefaultValue"] is { } fallback) return Value(fallback, place);
        throw place.Error($"the mapping {keys[0]} has no value for {keys[1]}, {keys[2]}.");
    }

    private static string Text(JsonNode? node, TemplatePlace place, string function) =>
        node is JsonValue value && !ReferenceEquals(node, NoValue) ? value.ToString() : throw place.Error($"{function} was given something that is not text.");
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>JSON Schema, draft 4, as far as API Gateway's models go: it ignores what it does not know, as the specification asks.</summary>
internal sealed class JsonSchemaDraft4(JsonObject root)
{
    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    /// <summary>The first thing in <paramref name="instance"/> that the schema does not allow; null when it fits.</summary>
    public string? FindProblem(JsonNode? instance) => Check(root, instance, "#");

    private string? Check(JsonObject schema, JsonNode? value, string at)
    {
        if (schema["$ref"]?.ToString() is { } reference) return Follow(reference) is { } target ? Check(target, value, at) : null;
        return CheckType(schema, value, at) ?? CheckEnum(schema, value, at) ?? CheckCombinations(schema, value, at) ?? value switch
        {
            JsonObject map => CheckObject(schema, map, at),
            JsonArray array => CheckArray(schema, array, at),
            JsonValue leaf => CheckLeaf(schema, leaf, at),
            _ => null,
        };
    }

    private static string? CheckType(JsonObject schema, JsonNode? value, string at)
    {
        string[] types = schema["type"] switch { JsonArray several => [.. several.Select(type => type!.ToString())], { } one => [one.ToString()], _ => [] };
        if (types.Length == 0) return null;
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        var fits = types.Any(type => type switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && decimal.TryParse(value!.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number),
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "null" => kind == JsonValueKind.Null,
            _ => true,
        });
        return fits ? null : $"{at}: expected {string.Join(" or ", types)}";
    }

    private static string? CheckEnum(JsonObject schema, JsonNode? value, string at) =>
        schema["enum"] is JsonArray allowed && !allowed.Any(each => JsonNode.DeepEquals(each, value)) ? $"{at}: not one of the allowed values" : null;

    private string? CheckCombinations(JsonObject schema, JsonNode? value, string at)
    {
        IEnumerable<JsonObject> Of(string name) => (schema[name] as JsonArray ?? []).OfType<JsonObject>();
        if (Of("allOf").Select(each => Check(each, value, at)).FirstOrDefault(problem => problem is not null) is { } first) return first;
        if (schema["anyOf"] is JsonArray && !Of("anyOf").Any(each => Check(each, value, at) is null)) return $"{at}: fits none of anyOf";
        if (schema["oneOf"] is JsonArray && Of("oneOf").Count(each => Check(each, value, at) is null) != 1) return $"{at}: does not fit exactly one of oneOf";
        return schema["not"] is JsonObject not && Check(not, value, at) is null ? $"{at}: fits what it must not" : null;
    }

    private string? CheckObject(JsonObject schema, JsonObject map, string at)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => name!.ToString()))
            if (!map.ContainsKey(name)) return $"{at}: {name} is missing";
        if (OutOfRange(schema, "minProperties", "maxProperties", map.Count)) return $"{at}: has {map.Count} properties";
        var properties = schema["properties"] as JsonObject ?? [];
        var patterns = schema["patternProperties"] as JsonObject ?? [];
        foreach (var (name, member) in map)
        {
            var place = $"{at}/{name}";
            var known = properties[name] as JsonObject;
            if (known is not null && Check(known, member, place) is { } problem) return problem;
            var matching = patterns.Where(pair => Matches(pair.Key, name)).Select(pair => pair.Value).OfType<JsonObject>().ToList();
            foreach (var pattern in matching)
                if (Check(pattern, member, place) is { } other) return other;
            if (known is not null || matching.Count > 0) continue;
            if (schema["additionalProperties"] is JsonValue rule && rule.GetValueKind() == JsonValueKind.False) return $"{place}: is not allowed";
            if (schema["additionalProperties"] is JsonObject rest && Check(rest, member, place) is { } left) return left;
        }
        return null;
    }

    private string? CheckArray(JsonObject schema, JsonArray array, string at)
    {
        if (OutOfRange(schema, "minItems", "maxItems", array.Count)) return $"{at}: has {array.Count} items";
        if (schema["uniqueItems"]?.GetValueKind() == JsonValueKind.True && array.Index().Any(one => array.Take(one.Index).Any(other => JsonNode.DeepEquals(one.Item, other))))
            return $"{at}: has equal items";
        for (var i = 0; i < array.Count; i++)
        {
            var rule = schema["items"] is JsonArray tuple ? tuple.ElementAtOrDefault(i) : schema["items"];
            if (rule is JsonObject item && Check(item, array[i], $"{at}/{i}") is { } problem) return problem;
        }
        return null;
    }

    private static string? CheckLeaf(JsonObject schema, JsonValue leaf, string at)
    {
        if (leaf.GetValueKind() == JsonValueKind.String)
        {
            var text = leaf.ToString();
            if (OutOfRange(schema, "minLength", "maxLength", text.EnumerateRunes().Count())) return $"{at}: is too short or too long";
            return schema["pattern"]?.ToString() is { } pattern && !Matches(pattern, text) ? $"{at}: does not match {pattern}" : null;
        }
        if (leaf.GetValueKind() != JsonValueKind.Number) return null;
        var number = leaf.GetValue<JsonElement>().GetDouble();
        if (Number(schema["minimum"]) is { } minimum && (number < minimum || (number == minimum && IsTrue(schema["exclusiveMinimum"])))) return $"{at}: is too small";
        if (Number(schema["maximum"]) is { } maximum && (number > maximum || (number == maximum && IsTrue(schema["exclusiveMaximum"])))) return $"{at}: is too large";
        return Number(schema["multipleOf"]) is { } step && number / step % 1 != 0 ? $"{at}: is no multiple of {step}" : null;
    }

    private JsonObject? Follow(string reference)
    {
        if (!reference.StartsWith('#')) return null;
        JsonNode? node = root;
        foreach (var part in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries)) node = (node as JsonObject)?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return node as JsonObject;
    }

    private static bool OutOfRange(JsonObject schema, string least, string most, int count) =>
        (Number(schema[least]) is { } minimum && count < minimum) || (Number(schema[most]) is { } maximum && count > maximum);

    private static bool Matches(string pattern, string text) => Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, PatternPatience);

    // Numbers reach templates as text through CloudFormation.
    private static double? Number(JsonNode? node) =>
        double.TryParse(node?.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsTrue(JsonNode? node) => node?.ToString() == "true";
}

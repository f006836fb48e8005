using System.Text.Json;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>What a schema says, together with what it refers to.</summary>
internal sealed class SchemaShape
{
    /// <summary>Members but for those that have a place of their own here.</summary>
    public Dictionary<string, JsonElement> Members { get; } = new(StringComparer.Ordinal);

    public List<JsonElement> Properties { get; } = [];
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary><c>anyOf</c> and <c>oneOf</c>, with their branches.</summary>
    public List<(string Name, List<JsonElement> Branches)> Choices { get; } = [];

    public JsonElement Items => Members.GetValueOrDefault("items");

    /// <summary>What comes behind a tuple of an older draft.</summary>
    public JsonElement Rest => Members.GetValueOrDefault("additionalItems");

    public IEnumerable<JsonElement> Tuple => Members.TryGetValue("prefixItems", out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    public bool IsObject { get; private set; }
    public bool IsArray { get; private set; }

    public void Require(JsonElement names)
    {
        foreach (var name in names.EnumerateArray())
            if (name.ValueKind == JsonValueKind.String) Required.Add(name.GetString()!);
    }

    /// <summary>Notes what kind of value a schema is of, before its type is written.</summary>
    public void Settle()
    {
        var type = Members.GetValueOrDefault("type");
        var inferred = type.ValueKind == JsonValueKind.Undefined ? Inferred() : null;
        IsObject = Is(type, "object") || inferred == "object";
        IsArray = Is(type, "array") || inferred == "array";
    }

    /// <summary>The type that a schema without one means; null: any.</summary>
    public string? Inferred()
    {
        if (Choices.Count > 0 || Members.ContainsKey("$ref") || Members.ContainsKey("allOf")) return null;
        if (Properties.Count > 0 || Members.ContainsKey("additionalProperties")) return "object";
        if (Members.ContainsKey("items") || Members.ContainsKey("prefixItems")) return "array";
        if (Members.TryGetValue("const", out var only)) return TypeOf(only);
        if (!Members.TryGetValue("enum", out var values) || values.ValueKind != JsonValueKind.Array) return null;
        string?[] types = [.. values.EnumerateArray().Select(TypeOf).Distinct()];
        return types is [{ } one] ? one : null;
    }

    private static bool Is(JsonElement type, string name) => type.ValueKind == JsonValueKind.String ? type.ValueEquals(name)
        : type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(name));

    private static string? TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => null,
    };
}

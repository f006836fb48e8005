using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>
/// A tool's JSON Schema as its model's server takes it. Generators write what is valid and refused: no type, an object without properties, a root that is a
/// reference or a choice, tuples of an older draft. The meaning stays; what a server has no word for is said in the description, or left to the tool.
/// </summary>
internal sealed class ToolSchema
{
    // Definitions that name each other would grow without an end, each of them harmless.
    private const int MostFollowed = 2_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly SchemaWords _words;
    private readonly JsonElement _root;
    private readonly Utf8JsonWriter _json;
    private readonly List<string> _following = [];
    private int _followed;

    private ToolSchema(SchemaWords words, JsonElement root, Utf8JsonWriter json) => (_words, _root, _json) = (words, root, json);

    /// <param name="schema">A JSON object.</param>
    /// <param name="words">What the server takes.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> schema, SchemaWords words)
    {
        using var document = JsonBody.Reread(schema);
        var output = new ArrayBufferWriter<byte>(schema.Length + 64);
        using var json = new Utf8JsonWriter(output, Options);
        try
        {
            new ToolSchema(words, document.RootElement, json).Write(document.RootElement, isRoot: true);
        }
        catch (InvalidOperationException)
        {
            // Half a character in a name: the server is shown it as it is.
            return schema;
        }
        json.Flush();
        return output.WrittenMemory;
    }

    private void Write(JsonElement schema, bool isRoot)
    {
        var before = _following.Count;
        var shape = new SchemaShape();
        Gather(schema, shape, isRoot);
        shape.Settle();
        _json.WriteStartObject();
        WriteType(shape, isRoot);
        WriteDescription(shape, isRoot);
        foreach (var (name, value) in shape.Members) WriteMember(name, value, isRoot);
        WriteChoices(shape);
        WriteProperties(shape, isRoot);
        WriteItems(shape);
        _json.WriteEndObject();
        _following.RemoveRange(before, _following.Count - before);
    }

    /// <summary>What a schema says itself comes before what it refers to.</summary>
    private void Gather(JsonElement schema, SchemaShape shape, bool isRoot)
    {
        if (schema.ValueKind != JsonValueKind.Object) return;
        foreach (var member in schema.EnumerateObject())
        {
            var (name, value) = (member.Name, member.Value);
            if (value.ValueKind == JsonValueKind.Null && name != "const") continue;
            switch (name)
            {
                case "properties" when value.ValueKind == JsonValueKind.Object: shape.Properties.Add(value); break;
                case "required" when value.ValueKind == JsonValueKind.Array: shape.Require(value); break;
                case "$ref" or "allOf" or "anyOf" or "oneOf" or "properties" or "required": break;
                default: shape.Members.TryAdd(name, value); break;
            }
        }
        foreach (var member in schema.EnumerateObject())
        {
            switch (member.Name)
            {
                case "$ref" when isRoot || !_words.References: GatherTarget(member.Value, shape, isRoot); break;
                case "$ref": shape.Members.TryAdd("$ref", member.Value); break;
                case "allOf" when member.Value.ValueKind == JsonValueKind.Array:
                    if (isRoot || !_words.References) foreach (var one in member.Value.EnumerateArray()) Gather(one, shape, isRoot);
                    else shape.Members.TryAdd("allOf", member.Value);
                    break;
                case "anyOf" or "oneOf" when member.Value.ValueKind == JsonValueKind.Array: GatherChoice(member, shape, isRoot); break;
            }
        }
    }

    private void GatherTarget(JsonElement reference, SchemaShape shape, bool isRoot)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { } path) return;
        // What leads back to itself ends here: any value, which the tool itself looks at.
        if (_following.Contains(path) || ++_followed > MostFollowed || Find(path) is not { } target) return;
        _following.Add(path);
        Gather(target, shape, isRoot);
    }

    private void GatherChoice(JsonProperty choice, SchemaShape shape, bool isRoot)
    {
        List<JsonElement> branches = [.. choice.Value.EnumerateArray().Where(branch => !IsNull(branch))];
        if (isRoot)
        {
            // Arguments are one object: all branches' properties, of which those are required that each branch requires.
            List<SchemaShape> each = [];
            foreach (var branch in branches)
            {
                var one = new SchemaShape();
                Gather(branch, one, isRoot: true);
                each.Add(one);
                shape.Properties.AddRange(one.Properties);
            }
            if (each.Count > 0) shape.Required.UnionWith(each.Skip(1).Aggregate(new HashSet<string>(each[0].Required), (common, one) => [.. common.Intersect(one.Required)]));
            return;
        }
        if (_words.Nulls) branches = [.. choice.Value.EnumerateArray()];
        if (branches.Count == 1 && !_words.Nulls) Gather(branches[0], shape, isRoot);
        else if (branches.Count > 0) shape.Choices.Add((choice.Name, branches));
    }

    private JsonElement? Find(string path)
    {
        if (path == "#") return _root;
        if (!path.StartsWith("#/", StringComparison.Ordinal)) return null;
        var target = _root;
        foreach (var step in path[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target)) return null;
        }
        return target;
    }

    private void WriteType(SchemaShape shape, bool isRoot)
    {
        if (isRoot)
        {
            _json.WriteString("type"u8, "object"u8);
            return;
        }
        if (!shape.Members.Remove("type", out var type))
        {
            if (shape.Inferred() is { } inferred) _json.WriteString("type"u8, inferred);
            return;
        }
        if (type.ValueKind == JsonValueKind.Array && !_words.Nulls)
        {
            List<JsonElement> types = [.. type.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String && !one.ValueEquals("null"u8))];
            if (types.Count == 1)
            {
                _json.WriteString("type"u8, types[0].GetString());
                return;
            }
        }
        _json.WritePropertyName("type"u8);
        type.WriteTo(_json);
    }

    private void WriteDescription(SchemaShape shape, bool isRoot)
    {
        var format = !_words.Formats && shape.Members.TryGetValue("format", out var named) && named.ValueKind == JsonValueKind.String && !IsCommon(named) ? named.GetString() : null;
        if (format is not null) shape.Members.Remove("format");
        if (isRoot && _words.PlainRoot) return;
        var has = shape.Members.Remove("description", out var description) && description.ValueKind == JsonValueKind.String;
        if (!has && format is null) return;
        var text = has ? description.GetString() : "";
        _json.WriteString("description"u8, format is null ? text : has ? $"{text} (format: {format})" : $"Format: {format}.");
    }

    private void WriteMember(string name, JsonElement value, bool isRoot)
    {
        if (isRoot && (_words.PlainRoot || name is "type" or "enum" or "const" or "not" or "items" or "prefixItems")) return;
        switch (name)
        {
            case "$schema" or "$id" or "$comment" or "$anchor" or "$vocabulary" or "$dynamicRef" or "$dynamicAnchor": break;
            case "type" or "items" or "prefixItems" or "additionalItems": break;
            case "$defs" or "definitions" when !_words.References: break;
            case "nullable" when !_words.Nulls: break;
            case "default" when value.ValueKind == JsonValueKind.Null: break;
            case "enum" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0: break;
            // Of an older draft, where they stand beside the bound itself.
            case "exclusiveMinimum" or "exclusiveMaximum" when value.ValueKind is JsonValueKind.True or JsonValueKind.False: break;
            case "$defs" or "definitions" or "patternProperties" or "dependentSchemas" when value.ValueKind == JsonValueKind.Object: WriteMap(name, value); break;
            case "not" or "if" or "then" or "else" or "contains" or "propertyNames" or "additionalProperties" or "unevaluatedProperties" or "unevaluatedItems"
                when value.ValueKind == JsonValueKind.Object:
                _json.WritePropertyName(name);
                Write(value, isRoot: false);
                break;
            case "allOf": WriteList(name, value.EnumerateArray()); break;
            default:
                _json.WritePropertyName(name);
                value.WriteTo(_json);
                break;
        }
    }

    private void WriteMap(string name, JsonElement schemas)
    {
        _json.WriteStartObject(name);
        foreach (var one in schemas.EnumerateObject())
        {
            _json.WritePropertyName(one.Name);
            Write(one.Value, isRoot: false);
        }
        _json.WriteEndObject();
    }

    private void WriteList(string name, IEnumerable<JsonElement> schemas)
    {
        _json.WriteStartArray(name);
        foreach (var one in schemas) Write(one, isRoot: false);
        _json.WriteEndArray();
    }

    private void WriteChoices(SchemaShape shape)
    {
        foreach (var (name, branches) in shape.Choices) WriteList(name, branches);
    }

    private void WriteProperties(SchemaShape shape, bool isRoot)
    {
        if (!isRoot && !shape.IsObject && shape.Properties.Count == 0) return;
        HashSet<string> names = new(StringComparer.Ordinal);
        _json.WriteStartObject("properties"u8);
        foreach (var properties in shape.Properties)
            foreach (var property in properties.EnumerateObject())
            {
                if (!names.Add(property.Name)) continue;
                _json.WritePropertyName(property.Name);
                Write(properties.GetProperty(property.Name), isRoot: false);
            }
        _json.WriteEndObject();
        if (shape.Required.Count == 0) return;
        _json.WriteStartArray("required"u8);
        foreach (var name in shape.Required) _json.WriteStringValue(name);
        _json.WriteEndArray();
    }

    // A list of schemas is a tuple of an older draft; where there is no word for tuples, their items are one of those.
    private void WriteItems(SchemaShape shape)
    {
        var items = shape.Items;
        List<JsonElement> tuple = items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [.. shape.Tuple];
        if (tuple.Count > 0 && _words.References)
        {
            WriteList("prefixItems", tuple);
            if (items.ValueKind == JsonValueKind.Array) items = shape.Rest;
        }
        else if (tuple.Count > 0)
        {
            _json.WriteStartObject("items"u8);
            WriteList("anyOf", tuple);
            _json.WriteEndObject();
            return;
        }
        if (items.ValueKind is JsonValueKind.False)
        {
            _json.WriteBoolean("items"u8, false);
            return;
        }
        if (items.ValueKind != JsonValueKind.Object && (!shape.IsArray || tuple.Count > 0)) return;
        _json.WritePropertyName("items"u8);
        Write(items, isRoot: false);
    }

    private static bool IsNull(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("null"u8);

    private static bool IsCommon(JsonElement format) => format.GetString() is "date-time" or "date" or "time" or "email" or "uuid" or "int32" or "int64" or "float" or "double" or "enum";
}

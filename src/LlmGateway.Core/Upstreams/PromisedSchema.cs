using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams;

/// <summary>
/// The part of JSON Schema that answers are held to by Claude and by Bedrock's other models; beyond it they refuse the request:
/// https://platform.claude.com/docs/en/build-with-claude/structured-outputs and https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html.
/// OpenAI's strict part is larger, so its clients send more.
/// </summary>
internal static class PromisedSchema
{
    // A schema that names itself in each branch would be walked without an end.
    private const int MostSteps = 5_000;

    /// <summary>Whether all of a schema is in that part.</summary>
    public static bool Includes(ReadOnlyMemory<byte> schema)
    {
        using var document = JsonBody.Reread(schema);
        try
        {
            return new Walk(document.RootElement).Fits(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Half a character in a name: the model is shown it as it is, and promises nothing.
            return false;
        }
    }

    private sealed class Walk(JsonElement root)
    {
        private readonly Stack<string> _followed = [];
        private int _steps;

        public bool Fits(JsonElement schema)
        {
            if (schema.ValueKind != JsonValueKind.Object || ++_steps > MostSteps) return false;
            foreach (var member in schema.EnumerateObject())
                if (!Fits(member)) return false;
            return !IsObject(schema) || schema.TryGetProperty("additionalProperties"u8, out var others) && others.ValueKind == JsonValueKind.False;
        }

        private bool Fits(JsonProperty member) => member.Name switch
        {
            "$schema" or "$id" or "title" or "description" or "default" or "type" or "required" => true,
            "$defs" or "definitions" or "properties" => member.Value.ValueKind == JsonValueKind.Object && member.Value.EnumerateObject().All(one => Fits(one.Value)),
            "items" => Fits(member.Value),
            "anyOf" or "allOf" => member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(Fits),
            "enum" => member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(IsPlain),
            "const" => IsPlain(member.Value),
            "additionalProperties" => member.Value.ValueKind == JsonValueKind.False,
            "format" => member.Value.ValueKind == JsonValueKind.String
                && member.Value.GetString() is "date-time" or "time" or "date" or "duration" or "email" or "hostname" or "uri" or "ipv4" or "ipv6" or "uuid",
            "minItems" => member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var least) && least is 0 or 1,
            "$ref" => Follows(member.Value),
            _ => false,
        };

        // What leads back to itself is refused.
        private bool Follows(JsonElement reference)
        {
            if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { } path || !path.StartsWith("#/", StringComparison.Ordinal) || _followed.Contains(path)) return false;
            var target = root;
            foreach (var name in path[2..].Split('/'))
                if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target)) return false;
            _followed.Push(path);
            var fits = Fits(target);
            _followed.Pop();
            return fits;
        }

        private static bool IsObject(JsonElement schema) =>
            schema.TryGetProperty("type"u8, out var type)
            && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("object"u8))
                : type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8));

        private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
    }
}

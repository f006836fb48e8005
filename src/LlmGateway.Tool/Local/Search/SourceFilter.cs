using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>The part of a document that a search asks for: all, none, a list of fields, or <c>includes</c> and <c>excludes</c>.</summary>
internal static class SourceFilter
{
    public static JsonObject Apply(JsonObject source, JsonNode? wanted) => wanted switch
    {
        null => (JsonObject)source.DeepClone(),
        JsonValue value when value.GetValueKind() == JsonValueKind.False => [],
        JsonValue value when value.GetValueKind() == JsonValueKind.True => (JsonObject)source.DeepClone(),
        JsonValue value => Kept(source, name => name == value.ToString()),
        JsonArray names => Kept(source, name => names.Any(each => each?.ToString() == name)),
        JsonObject both => Kept(source, name => (both["includes"] is not JsonArray includes || includes.Any(each => each?.ToString() == name)) && both["excludes"] is var excludes && !(excludes is JsonArray many ? many.Any(each => each?.ToString() == name) : excludes?.ToString() == name)),
        _ => throw SearchException.Parsing("[_source] malformed"),
    };

    private static JsonObject Kept(JsonObject source, Func<string, bool> keep) =>
        new(source.Where(member => keep(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
}

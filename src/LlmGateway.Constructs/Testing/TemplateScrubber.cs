using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.Constructs.Testing;

/// <summary>Takes out of a template what changes without the stack changing, and writes the rest in one order.</summary>
internal static partial class TemplateScrubber
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Scrub(string template)
    {
        var root = JsonNode.Parse(template)!.AsObject();
        LeaveOutWhatTheCdkAddsForItself(root);
        return Ordered(root)!.ToJsonString(Readable) + "\n";
    }

    private static void LeaveOutWhatTheCdkAddsForItself(JsonObject root)
    {
        RemoveFrom(root, "Parameters", "BootstrapVersion");
        RemoveFrom(root, "Rules", "CheckBootstrapVersion");
        RemoveFrom(root, "Conditions", "CDKMetadataAvailable");
        if (root["Resources"] is JsonObject resources)
            foreach (var id in resources.Where(resource => (string?)resource.Value?["Type"] == "AWS::CDK::Metadata").Select(resource => resource.Key).ToList())
                resources.Remove(id);
    }

    private static void RemoveFrom(JsonObject root, string section, string name)
    {
        if (root[section] is not JsonObject entries || !entries.Remove(name)) return;
        if (entries.Count == 0) root.Remove(section);
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json
            .Select(member => KeyValuePair.Create(Masked(member.Key), Ordered(member.Value)))
            .OrderBy(member => member.Key, StringComparer.Ordinal)),
        JsonArray array => new JsonArray([.. array.Select(Ordered)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Masked(text)),
        _ => node?.DeepClone(),
    };

    private static string Masked(string text) => HashedLogicalId().Replace(AssetHash().Replace(text, "{hash}"), "{hash}");

    /// <summary>The SHA-256 that names an asset: in a key, a path, or a URL.</summary>
    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")]
    private static partial Regex AssetHash();

    /// <summary>API deployments and function versions end in a hash of what they deploy, behind the eight digits that every logical id ends in.</summary>
    [GeneratedRegex("(?<=^[A-Za-z0-9]*[0-9A-F]{8})[0-9a-f]{32}$")]
    private static partial Regex HashedLogicalId();
}

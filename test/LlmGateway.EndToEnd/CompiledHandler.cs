using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.EndToEnd;

/// <summary>Gives a cloud assembly the compiled handler in place of the portable one: what the package brings and teams deploy, and each process starts in no time.</summary>
internal static class CompiledHandler
{
    private const string Portable = "dotnet10";

    /// <summary>Nothing changes where there is no compiler to link with.</summary>
    public static async Task PutIntoAsync(string assembly)
    {
        if (!NativeHandler.CanCompile) return;
        var code = Path.GetDirectoryName(await NativeHandler.EnsureAsync())!;
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(assembly, "*.template.json"))
            await ChangeAsync(file, template => replaced.UnionWith(Functions(template).Select(Compile)));
        foreach (var file in Directory.EnumerateFiles(assembly, "*.assets.json"))
            await ChangeAsync(file, assets =>
            {
                foreach (var (hash, asset) in (JsonObject)assets["files"]!)
                    if (replaced.Contains(hash)) asset!["source"]!["path"] = code;
            });
    }

    private static IEnumerable<JsonNode> Functions(JsonNode template) => (template["Resources"] as JsonObject ?? [])
        .Select(resource => resource.Value!)
        .Where(resource => resource["Type"]!.GetValue<string>() == "AWS::Lambda::Function" && resource["Properties"]!["Runtime"]?.ToString() == Portable)
        .Select(resource => resource["Properties"]!);

    /// <returns>The hash of the code that it had.</returns>
    private static string Compile(JsonNode function)
    {
        var variables = (JsonObject)function["Environment"]!["Variables"]!;
        function["Runtime"] = "provided.al2023";
        function["Handler"] = variables[HandlerContract.Variables.Role]!.DeepClone();
        variables.Remove(HandlerContract.Variables.Role);
        return Path.GetFileNameWithoutExtension(function["Code"]!["S3Key"]!.GetValue<string>());
    }

    private static async Task ChangeAsync(string file, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        change(json);
        await File.WriteAllTextAsync(file, json.ToJsonString(JsonSerializerOptions.Default));
    }
}

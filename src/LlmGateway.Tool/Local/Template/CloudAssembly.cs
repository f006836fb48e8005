using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>What <c>cdk synth</c> leaves: a folder with stacks and the assets that they name.</summary>
internal sealed class CloudAssembly
{
    private const string ManifestName = "manifest.json";

    private CloudAssembly(string folder, IReadOnlyList<AssemblyStack> stacks) => (Folder, Stacks) = (folder, stacks);

    public string Folder { get; }

    /// <summary>Stacks of nested assemblies (CDK stages) included.</summary>
    public IReadOnlyList<AssemblyStack> Stacks { get; }

    /// <summary>Whether a folder is one.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, ManifestName));

    /// <exception cref="LocalRunException">It is none.</exception>
    public static CloudAssembly Load(string folder)
    {
        var stacks = ReadStacks(folder).ToList();
        return stacks.Count > 0 ? new CloudAssembly(folder, stacks)
            : throw new LocalRunException($"{folder} holds no stack; synthesize the app again, or name another folder.");
    }

    /// <summary>The stack to run.</summary>
    /// <param name="name">As the user named it; null: the only one.</param>
    /// <exception cref="LocalRunException">There are several, or none of that name.</exception>
    public AssemblyStack Select(string? name)
    {
        var names = string.Join(", ", Stacks.Select(stack => stack.Id));
        if (name is not null)
        {
            return Stacks.FirstOrDefault(stack => stack.Id == name || stack.Name == name)
                ?? throw new LocalRunException($"There is no stack {name} in {Folder}; it has {names}.");
        }
        return Stacks is [var only] ? only : throw new LocalRunException($"{Folder} has several stacks; choose one with --stack: {names}.");
    }

    private static IEnumerable<AssemblyStack> ReadStacks(string folder)
    {
        var manifest = ReadObject(Path.Combine(folder, ManifestName));
        if (manifest["artifacts"] is not JsonObject artifacts) yield break;
        foreach (var (id, node) in artifacts)
        {
            var properties = node?["properties"] as JsonObject;
            var nested = properties?["directoryName"]?.GetValue<string>();
            switch (node?["type"]?.GetValue<string>())
            {
                case "aws:cloudformation:stack":
                    yield return ReadStack(folder, id, node!, properties);
                    break;
                case "cdk:cloud-assembly" when nested is not null:
                    foreach (var stack in ReadStacks(Path.Combine(folder, nested))) yield return stack;
                    break;
            }
        }
    }

    private static AssemblyStack ReadStack(string folder, string id, JsonNode artifact, JsonObject? properties)
    {
        var template = properties?["templateFile"]?.GetValue<string>() ?? $"{id}.template.json";
        // aws://ACCOUNT/REGION, with words in place of what the app left open.
        var environment = (artifact["environment"]?.GetValue<string>() ?? "").Split('/');
        string? Known(int part) => environment.ElementAtOrDefault(part) is { Length: > 0 } value && !value.StartsWith("unknown-", StringComparison.Ordinal) ? value : null;
        return new AssemblyStack
        {
            Id = artifact["displayName"]?.GetValue<string>() ?? id,
            Name = properties?["stackName"]?.GetValue<string>() ?? id,
            TemplatePath = Path.Combine(folder, template),
            Account = Known(2),
            Region = Known(3),
            Assets = AssetManifest.Read(folder, Path.Combine(folder, $"{id}.assets.json")),
        };
    }

    internal static JsonObject ReadObject(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new LocalRunException($"{path} is not a JSON object; synthesize the app again.");
        }
        catch (JsonException)
        {
            throw new LocalRunException($"{path} is not valid JSON; synthesize the app again.");
        }
        catch (IOException e)
        {
            throw new LocalRunException($"{path} could not be read ({e.Message}); synthesize the app again.");
        }
    }
}

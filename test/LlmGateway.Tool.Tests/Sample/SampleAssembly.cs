using System.IO.Compression;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Tests.Sample;

/// <summary>A cloud assembly on disk with the sample stack, whose function is a script of this project.</summary>
internal sealed class SampleAssembly : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llm-gateway-sample-").FullName;

    public SampleAssembly(Action<JsonObject>? change = null, params string[] stacks)
    {
        Directory.CreateDirectory(Folder);
        var source = Path.Combine(AppContext.BaseDirectory, "Sample");
        var template = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(source, "sample-template.json")))!;
        change?.Invoke(template);
        var artifacts = new JsonObject();
        foreach (var stack in stacks.Length > 0 ? stacks : ["Sample"])
        {
            artifacts[stack] = new JsonObject
            {
                ["type"] = "aws:cloudformation:stack",
                ["environment"] = "aws://unknown-account/unknown-region",
                ["properties"] = new JsonObject { ["templateFile"] = $"{stack}.template.json" },
            };
            File.WriteAllText(Path.Combine(Folder, $"{stack}.template.json"), template.ToJsonString());
            File.WriteAllText(Path.Combine(Folder, $"{stack}.assets.json"),
                """{"files":{"code":{"source":{"path":"code.zip","packaging":"file"},"destinations":{"here":{"bucketName":"b","objectKey":"code.zip"}}}}}""");
        }
        File.WriteAllText(Path.Combine(Folder, "manifest.json"), new JsonObject { ["version"] = "38.0.1", ["artifacts"] = artifacts }.ToJsonString());
        using var zip = ZipFile.Open(Path.Combine(Folder, "code.zip"), ZipArchiveMode.Create);
        zip.CreateEntryFromFile(Path.Combine(source, "bootstrap.cjs"), "bootstrap");
    }

    /// <summary>The cdk.out.</summary>
    public string Folder => Path.Combine(_folder, "cdk.out");

    /// <summary>The folder that holds it.</summary>
    public string Parent => _folder;

    /// <summary>Properties of a resource, to be changed.</summary>
    public static JsonObject PropertiesOf(JsonObject template, string resource) => (JsonObject)template["Resources"]![resource]!["Properties"]!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

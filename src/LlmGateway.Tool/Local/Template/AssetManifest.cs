using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>Where the assets that a template names in S3 lie on disk.</summary>
internal sealed class AssetManifest
{
    private readonly Dictionary<string, string> _paths;

    private AssetManifest(Dictionary<string, string> paths) => _paths = paths;

    /// <summary>Reads a stack's asset file; a stack without one has no assets.</summary>
    public static AssetManifest Read(string folder, string path)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path)) return new AssetManifest(paths);
        foreach (var (_, asset) in CloudAssembly.ReadObject(path)["files"] as JsonObject ?? [])
        {
            if (asset?["source"]?["path"]?.GetValue<string>() is not { } source || asset["destinations"] is not JsonObject destinations) continue;
            foreach (var (_, destination) in destinations)
                if (destination?["objectKey"]?.GetValue<string>() is { } key) paths[key] = Path.GetFullPath(Path.Combine(folder, source));
        }
        return new AssetManifest(paths);
    }

    /// <summary>The file or folder that will be uploaded under an S3 key; null when none will.</summary>
    public string? Find(string objectKey) => _paths.GetValueOrDefault(objectKey);
}

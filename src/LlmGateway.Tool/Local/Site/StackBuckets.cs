using System.IO.Compression;
using System.IO.Enumeration;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;
using Microsoft.AspNetCore.StaticFiles;

namespace LlmGateway.Tool.Local.Site;

/// <summary>The stack's buckets with what a deployment puts into them: the CDK's custom resource, done here. https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment-readme.html</summary>
internal sealed class StackBuckets
{
    private const string Deployment = "Custom::CDKBucketDeployment";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private readonly Dictionary<string, Dictionary<string, StoredFile>> _buckets = new(StringComparer.Ordinal);

    /// <exception cref="LocalRunException">A file to deploy is missing.</exception>
    public static StackBuckets Fill(ResolvedStack stack, AssetManifest assets)
    {
        var buckets = new StackBuckets();
        foreach (var bucket in stack.OfType("AWS::S3::Bucket")) buckets._buckets[stack.NameOf(bucket)] = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        foreach (var deployment in stack.OfType(Deployment)) buckets.Deploy(stack.PropertiesOf(deployment), deployment.LogicalId, assets);
        return buckets;
    }

    /// <returns>Null: there is no such object.</returns>
    public StoredFile? Find(string bucket, string key) => _buckets.GetValueOrDefault(bucket)?.GetValueOrDefault(key);

    public bool Has(string bucket) => _buckets.ContainsKey(bucket);

    private void Deploy(JsonObject properties, string logicalId, AssetManifest assets)
    {
        // A bucket that was made elsewhere is one that nobody reads here.
        if (!_buckets.TryGetValue(properties["DestinationBucketName"]?.ToString() ?? "", out var objects)) return;
        var (keys, markers) = (Texts(properties["SourceObjectKeys"]), properties["SourceMarkers"] as JsonArray);
        var (exclude, include) = (Texts(properties["Exclude"]), Texts(properties["Include"]));
        var prefix = properties["DestinationBucketKeyPrefix"]?.ToString().Trim('/') is { Length: > 0 } given ? given + "/" : "";
        var cacheControl = (properties["SystemMetadata"] as JsonObject)?["cache-control"]?.ToString();
        // As the AWS CLI reads its filters: the last one that fits decides.
        bool Wanted(string name) => !exclude.Any(pattern => Fits(pattern, name)) || include.Any(pattern => Fits(pattern, name));

        var incoming = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            var path = assets.Find(keys[i]) ?? throw new LocalRunException($"The deployment {logicalId} names the asset {keys[i]}, which is not in the cloud assembly; synthesize the app again.");
            foreach (var (name, content) in FilesOf(path).Where(file => Wanted(file.Name)))
                incoming[prefix + name] = new StoredFile(Marked(content, markers?.ElementAtOrDefault(i) as JsonObject), ContentTypes.TryGetContentType(name, out var type) ? type : "binary/octet-stream", cacheControl);
        }
        if (properties["Prune"]?.ToString() is not "false")
            foreach (var gone in objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && !incoming.ContainsKey(key) && Wanted(key[prefix.Length..])).ToList()) objects.Remove(gone);
        foreach (var (key, file) in incoming) objects[key] = file;
    }

    private static IEnumerable<(string Name, byte[] Content)> FilesOf(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)) yield return (Path.GetRelativePath(path, file).Replace('\\', '/'), File.ReadAllBytes(file));
            yield break;
        }
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            yield return (entry.FullName, copy.ToArray());
        }
    }

    /// <summary>Values that are known at the deployment alone stand as markers in the asset.</summary>
    private static byte[] Marked(byte[] content, JsonObject? markers)
    {
        if (markers is null or { Count: 0 }) return content;
        var text = Encoding.UTF8.GetString(content);
        foreach (var (marker, value) in markers) text = text.Replace(marker, value?.ToString() ?? "", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text);
    }

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.ToString())];
}

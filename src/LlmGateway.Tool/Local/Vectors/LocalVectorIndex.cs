using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Vectors;

/// <summary>An index of S3 Vectors of the template, and what was put into it.</summary>
/// <param name="Arn">What policies and callers name.</param>
/// <param name="Bucket">The name of its bucket.</param>
/// <param name="Name">Its own.</param>
/// <param name="Dimension">Length of its vectors.</param>
/// <param name="IsCosine">Near is what has the same direction; else what is not far.</param>
/// <param name="NotFilterable">Metadata that no filter may speak of.</param>
internal sealed record LocalVectorIndex(string Arn, string Bucket, string Name, int Dimension, bool IsCosine, IReadOnlyList<string> NotFilterable)
{
    private const string BucketType = "AWS::S3Vectors::VectorBucket";
    private const string IndexType = "AWS::S3Vectors::Index";

    /// <summary>By key.</summary>
    public ConcurrentDictionary<string, (float[] Data, JsonObject Metadata)> Vectors { get; } = new(StringComparer.Ordinal);

    /// <exception cref="TemplateException">An index lacks what S3 Vectors requires.</exception>
    public static IReadOnlyList<LocalVectorIndex> Read(ResolvedStack stack) => [.. stack.OfType(IndexType).Select(resource =>
    {
        var properties = stack.PropertiesOf(resource);
        var place = TemplatePlace.Resource(resource.LogicalId);
        var bucket = properties["VectorBucketName"]?.ToString() ?? properties["VectorBucketArn"]?.ToString().Split('/')[^1] ?? throw place.Error("S3 Vectors requires VectorBucketName or VectorBucketArn.");
        if (!int.TryParse(properties[nameof(Dimension)]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var dimension) || dimension is < 1 or > 4096)
            throw place.Down(nameof(Dimension)).Error("it must be 1 to 4096.");
        var metric = properties["DistanceMetric"]?.ToString();
        if (metric is not ("cosine" or "euclidean")) throw place.Down("DistanceMetric").Error("it must be cosine or euclidean.");
        if (properties["DataType"]?.ToString() != "float32") throw place.Down("DataType").Error("it must be float32.");
        var hidden = (properties["MetadataConfiguration"] as JsonObject)?["NonFilterableMetadataKeys"] as JsonArray ?? [];
        return new LocalVectorIndex(stack.Environment.Arn("s3vectors", $"bucket/{bucket}/index/{stack.NameOf(resource)}"), bucket, stack.NameOf(resource), dimension, metric == "cosine", [.. hidden.Select(key => key!.ToString())]);
    })];

    /// <summary>The ARN of a bucket or an index; null: it is neither.</summary>
    public static string? ArnOf(TemplateResource resource, ResolvedStack stack) => resource.Type switch
    {
        BucketType => stack.Environment.Arn("s3vectors", $"bucket/{stack.NameOf(resource)}"),
        IndexType => Read(stack).FirstOrDefault(index => index.Name == stack.NameOf(resource))?.Arn,
        _ => null,
    };
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Vectors;

/// <summary>Limits of a vector's metadata: https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-limitations.html.</summary>
internal static class VectorMetadata
{
    private const int MostBytes = 40 * 1024;
    private const int MostFilterable = 2 * 1024;

    public static void Check(JsonObject metadata, IReadOnlyList<string> notFilterable)
    {
        foreach (var (name, value) in metadata)
            if (value is null or JsonObject || (value is JsonArray list && list.Any(item => item is not JsonValue))) throw new AwsException(AwsError.Validation($"The metadata '{name}' is no text, number, boolean or list of them"));
        Limit(metadata, MostBytes, "Total");
        Limit(new JsonObject(metadata.Where(member => !notFilterable.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))), MostFilterable, "Filterable");
    }

    private static void Limit(JsonObject metadata, int most, string what)
    {
        var bytes = metadata.Sum(member => Encoding.UTF8.GetByteCount(member.Key) + (member.Value!.GetValueKind() == JsonValueKind.String ? Encoding.UTF8.GetByteCount(member.Value.ToString()) : member.Value.ToJsonString().Length));
        if (bytes > most) throw new AwsException(AwsError.Validation($"{what} metadata has {bytes} bytes; {most} are the most"));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Vectors;

/// <summary>S3 Vectors behind the front door: permissions as AWS checks them, then vectors in memory that are compared one by one.</summary>
internal sealed class VectorsService(IReadOnlyList<LocalVectorIndex> indexes) : IAwsService
{
    private const int MostInPut = 500;
    private const int MostFound = 100;

    public AwsErrorShape ErrorShape => AwsErrorShape.RestJson;

    public Task HandleAsync(AwsCall call)
    {
        var operation = call.Request.Path.Trim('/');
        var body = call.ReadJson();
        return AwsResponse.WriteJsonAsync(call.Http, ErrorShape, operation switch
        {
            "PutVectors" => Put(Index(call, body, operation), body),
            "QueryVectors" => Query(call, Index(call, body, operation), body),
            "GetVectors" => Get(Index(call, body, operation), body),
            "ListVectors" => List(call, Index(call, body, operation), body),
            "DeleteVectors" => Delete(Index(call, body, operation), body),
            "GetIndex" => Describe(Index(call, body, operation)),
            _ => throw new AwsException(AwsError.UnknownOperation($"The local run has no operation {operation} of S3 Vectors.")),
        });
    }

    /// <summary>Permission comes before existence.</summary>
    private LocalVectorIndex Index(AwsCall call, JsonObject body, string operation)
    {
        var arn = body["indexArn"]?.ToString() ?? call.ArnOf("s3vectors", $"bucket/{body["vectorBucketName"]}/index/{body["indexName"]}");
        call.Authorize($"s3vectors:{operation}", arn);
        return indexes.FirstOrDefault(index => index.Arn == arn) ?? throw new AwsException(new AwsError(404, "NotFoundException", "The specified index could not be found"));
    }

    private static JsonObject Put(LocalVectorIndex index, JsonObject body)
    {
        var vectors = Required<JsonArray>(body, "vectors");
        if (vectors.Count is 0 or > MostInPut) throw Invalid($"vectors has {vectors.Count} members; 1 to {MostInPut} are allowed");
        var read = vectors.Select(vector => (Key: vector?["key"]?.ToString() is { Length: > 0 } key ? key : throw Invalid("a vector has no key"), Data: Data(vector["data"], index), Metadata: vector["metadata"] as JsonObject ?? [])).ToList();
        foreach (var (_, _, metadata) in read) VectorMetadata.Check(metadata, index.NotFilterable);
        foreach (var (key, data, metadata) in read) index.Vectors[key] = (data, (JsonObject)metadata.DeepClone());
        return [];
    }

    private static JsonObject Query(AwsCall call, LocalVectorIndex index, JsonObject body)
    {
        var (withMetadata, withDistance) = (IsTrue(body["returnMetadata"]), IsTrue(body["returnDistance"]));
        // AWS wants this one as well, for a filter and for metadata.
        if (withMetadata || body["filter"] is not null) call.Authorize("s3vectors:GetVectors", index.Arn);
        var most = body["topK"]?.GetValue<int>() ?? throw Invalid("topK is missing");
        if (most is < 1 or > MostFound) throw Invalid($"topK is {most}; 1 to {MostFound} are allowed");
        var wanted = Data(body["queryVector"], index);
        var filter = VectorFilter.Read(body["filter"], index.NotFilterable);
        var found = index.Vectors.Where(vector => filter(vector.Value.Metadata))
            .Select(vector => (vector.Key, vector.Value.Metadata, Distance: index.IsCosine ? 1 - Distance.Cosine(wanted, vector.Value.Data) : Distance.Squared(wanted, vector.Value.Data)))
            .OrderBy(vector => vector.Distance).ThenBy(vector => vector.Key, StringComparer.Ordinal).Take(most);
        return new JsonObject
        {
            ["distanceMetric"] = index.IsCosine ? "cosine" : "euclidean",
            ["vectors"] = new JsonArray([.. found.Select(vector =>
            {
                var shown = new JsonObject { ["key"] = vector.Key };
                if (withDistance) shown["distance"] = vector.Distance;
                if (withMetadata) shown["metadata"] = vector.Metadata.DeepClone();
                return (JsonNode)shown;
            })]),
        };
    }

    private static JsonObject Get(LocalVectorIndex index, JsonObject body) => new()
    {
        ["vectors"] = new JsonArray([.. Required<JsonArray>(body, "keys").Select(key => key!.ToString()).Where(index.Vectors.ContainsKey).Select(key => Shown(index, key, body))]),
    };

    private static JsonObject List(AwsCall call, LocalVectorIndex index, JsonObject body)
    {
        if (IsTrue(body["returnData"]) || IsTrue(body["returnMetadata"])) call.Authorize("s3vectors:GetVectors", index.Arn);
        var most = body["maxResults"]?.GetValue<int>() ?? 500;
        var after = body["nextToken"]?.ToString();
        var keys = index.Vectors.Keys.Order(StringComparer.Ordinal).Where(key => after is null || string.CompareOrdinal(key, after) > 0).Take(most + 1).ToList();
        var answer = new JsonObject { ["vectors"] = new JsonArray([.. keys.Take(most).Select(key => Shown(index, key, body))]) };
        if (keys.Count > most) answer["nextToken"] = keys[most - 1];
        return answer;
    }

    private static JsonNode Shown(LocalVectorIndex index, string key, JsonObject body)
    {
        var shown = new JsonObject { ["key"] = key };
        var (data, metadata) = index.Vectors[key];
        if (IsTrue(body["returnData"])) shown["data"] = new JsonObject { ["float32"] = new JsonArray([.. data.Select(part => (JsonNode)part)]) };
        if (IsTrue(body["returnMetadata"])) shown["metadata"] = metadata.DeepClone();
        return shown;
    }

    private static JsonObject Delete(LocalVectorIndex index, JsonObject body)
    {
        foreach (var key in Required<JsonArray>(body, "keys")) index.Vectors.TryRemove(key!.ToString(), out _);
        return [];
    }

    private static JsonObject Describe(LocalVectorIndex index) => new()
    {
        ["index"] = new JsonObject
        {
            ["vectorBucketName"] = index.Bucket, ["indexName"] = index.Name, ["indexArn"] = index.Arn, ["creationTime"] = 0, ["dataType"] = "float32", ["dimension"] = index.Dimension,
            ["distanceMetric"] = index.IsCosine ? "cosine" : "euclidean",
        },
    };

    private static float[] Data(JsonNode? node, LocalVectorIndex index)
    {
        var parts = node?["float32"] as JsonArray ?? throw Invalid("a vector has no float32");
        if (parts.Count != index.Dimension) throw Invalid($"the vector has {parts.Count} parts; this index has {index.Dimension}");
        var data = parts.Select(part => part!.GetValue<float>()).ToArray();
        return !index.IsCosine || data.Any(part => part != 0) ? data : throw Invalid("a vector of zeros has no direction");
    }

    private static bool IsTrue(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;

    private static T Required<T>(JsonObject body, string name) where T : JsonNode => body[name] as T ?? throw Invalid($"{name} is missing");

    private static AwsException Invalid(string message) => new(AwsError.Validation(message));
}

using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Knowledge.S3Vectors;

/// <summary>S3 Vectors' JSON over signed HTTP: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_S3_Vectors.html.</summary>
internal sealed class S3VectorsClient(AwsHttp http)
{
    /// <returns>Null: the ARN does not say.</returns>
    public static string? RegionOf(string indexArn) => indexArn.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : null;

    /// <summary>Puts vectors in, each in the place of one with the same key; 500 at most.</summary>
    /// <exception cref="AwsServiceException">S3 Vectors refused.</exception>
    public async Task PutAsync(string indexArn, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
    {
        using var _ = await CallAsync("PutVectors", json =>
        {
            json.WriteString("indexArn", indexArn);
            json.WriteStartArray("vectors");
            foreach (var vector in vectors)
            {
                json.WriteStartObject();
                json.WriteString("key", vector.Key);
                WriteVector(json, "data", vector.Data);
                json.WriteStartObject("metadata");
                vector.WriteMetadata(json);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }, cancellationToken);
    }

    /// <summary>Takes vectors out; none of a key is no error.</summary>
    /// <exception cref="AwsServiceException">S3 Vectors refused.</exception>
    public async Task DeleteAsync(string indexArn, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        using var _ = await CallAsync("DeleteVectors", json =>
        {
            json.WriteString("indexArn", indexArn);
            json.WriteStartArray("keys");
            foreach (var key in keys) json.WriteStringValue(key);
            json.WriteEndArray();
        }, cancellationToken);
    }

    /// <summary>The nearest vectors, the nearest first, with their metadata.</summary>
    /// <param name="indexArn">Where.</param>
    /// <param name="vector">Near to what.</param>
    /// <param name="most">How many.</param>
    /// <param name="equal">Metadata that must have these texts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AwsServiceException">S3 Vectors refused.</exception>
    public async Task<IReadOnlyList<NearVector>> QueryAsync(string indexArn, float[] vector, int most, IReadOnlyDictionary<string, string> equal, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync("QueryVectors", json =>
        {
            json.WriteString("indexArn", indexArn);
            json.WriteNumber("topK", most);
            WriteVector(json, "queryVector", vector);
            json.WriteBoolean("returnMetadata", true);
            json.WriteBoolean("returnDistance", true);
            if (equal.Count == 0) return;
            json.WriteStartObject("filter");
            foreach (var (name, value) in equal)
            {
                json.WriteStartObject(name);
                // Said aloud: a value alone could be read as an operator, were it no text.
                json.WriteString("$eq", value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }, cancellationToken);
        return [.. answer.RootElement.GetProperty("vectors").EnumerateArray().Select(each => new NearVector(
            each.GetProperty("key").GetString()!,
            each.TryGetProperty("distance", out var distance) && distance.ValueKind == JsonValueKind.Number ? distance.GetDouble() : 0,
            each.TryGetProperty("metadata", out var metadata) ? metadata.Clone() : default))];
    }

    private async Task<JsonDocument> CallAsync(string operation, Action<Utf8JsonWriter> writeMembers, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }
        using var response = await http.PostAsync($"/{operation}", body.WrittenMemory, "application/json", target: null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
    }

    private static void WriteVector(Utf8JsonWriter json, string name, float[] vector)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("float32");
        foreach (var part in vector) json.WriteNumberValue(part);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>A vector to put in.</summary>
/// <param name="Key">Its name in the index.</param>
/// <param name="Data">The vector.</param>
/// <param name="WriteMetadata">Writes members of its metadata.</param>
internal sealed record StoredVector(string Key, float[] Data, Action<Utf8JsonWriter> WriteMetadata);

/// <summary>A vector that was found.</summary>
/// <param name="Key">Its name in the index.</param>
/// <param name="Distance">By the index's measure; less is nearer.</param>
/// <param name="Metadata">What was stored with it.</param>
internal sealed record NearVector(string Key, double Distance, JsonElement Metadata)
{
    /// <summary>The text of a member of the metadata; null: it has none, or no text.</summary>
    public string? TextOf(string name) =>
        Metadata.ValueKind == JsonValueKind.Object && Metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmGateway.Core.Protocols.Embeddings;

/// <summary>Writes vectors as OpenAI's list of embeddings.</summary>
internal static class EmbeddingsWriter
{
    public static void Write(IReadOnlyList<float[]> vectors, bool base64, string model, int inputTokens, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var index = 0; index < vectors.Count; index++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, index);
            Vector(vectors[index], base64, json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("model"u8, model);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, inputTokens);
        json.WriteNumber("total_tokens"u8, inputTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Vector(float[] vector, bool base64, Utf8JsonWriter json)
    {
        if (base64)
        {
            // Little-endian, as are all processors that we run on.
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes<float>(vector));
            return;
        }
        json.WriteStartArray("embedding"u8);
        foreach (var number in vector) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

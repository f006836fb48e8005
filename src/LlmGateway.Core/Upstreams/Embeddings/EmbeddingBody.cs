using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>
/// Writes InvokeModel requests of embedding models, and reads the answers. What is too long is refused by the model, never cut:
/// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html.
/// </summary>
internal static class EmbeddingBody
{
    public static ReadOnlyMemory<byte> Write(EmbeddingForm form, EmbeddingCall call, IReadOnlyList<string> texts)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        switch (form)
        {
            case EmbeddingForm.Cohere or EmbeddingForm.CohereSized: WriteCohere(form, call, texts, json); break;
            case EmbeddingForm.Nova: WriteNova(call, texts[0], json); break;
            default: WriteTitan(form, call, texts[0], json); break;
        }
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <exception cref="JsonException">It is none of the forms that are known.</exception>
    public static (IReadOnlyList<float[]> Vectors, int? InputTokens) Read(ReadOnlyMemory<byte> body)
    {
        using var document = AnswerJson.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("An answer is an object.");
        var tokens = AnswerJson.Number(root, "inputTextTokenCount"u8) ?? AnswerJson.Number(root, "inputTokenCount"u8);
        if (AnswerJson.Member(root, "embedding"u8) is { ValueKind: not JsonValueKind.Undefined } one) return ([Vector(one)], tokens);
        var many = AnswerJson.Member(root, "embeddings"u8);
        // Cohere's by type; its own and Nova's are lists, of vectors or of objects that hold one.
        if (AnswerJson.Member(many, "float"u8) is { ValueKind: not JsonValueKind.Undefined } floats) many = floats;
        return ([.. Items(many).Select(item => Vector(item.ValueKind == JsonValueKind.Object && item.TryGetProperty("embedding"u8, out var inner) ? inner : item))], tokens);
    }

    private static void WriteTitan(EmbeddingForm form, EmbeddingCall call, string text, Utf8JsonWriter json)
    {
        json.WriteString("inputText"u8, text);
        if (call.Dimensions is not { } length) return;
        switch (form)
        {
            case EmbeddingForm.Titan:
                json.WriteNumber("dimensions"u8, length);
                break;
            case EmbeddingForm.TitanImage:
                json.WriteStartObject("embeddingConfig"u8);
                json.WriteNumber("outputEmbeddingLength"u8, length);
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteCohere(EmbeddingForm form, EmbeddingCall call, IReadOnlyList<string> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray("texts"u8);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteString("input_type"u8, call.Purpose switch
        {
            EmbeddingPurpose.Query => "search_query"u8,
            EmbeddingPurpose.Classification => "classification"u8,
            EmbeddingPurpose.Clustering => "clustering"u8,
            _ => "search_document"u8,
        });
        json.WriteStartArray("embedding_types"u8);
        json.WriteStringValue("float"u8);
        json.WriteEndArray();
        if (form == EmbeddingForm.CohereSized && call.Dimensions is { } length) json.WriteNumber("output_dimension"u8, length);
    }

    private static void WriteNova(EmbeddingCall call, string text, Utf8JsonWriter json)
    {
        json.WriteString("taskType"u8, "SINGLE_EMBEDDING"u8);
        json.WriteStartObject("singleEmbeddingParams"u8);
        json.WriteString("embeddingPurpose"u8, call.Purpose switch
        {
            EmbeddingPurpose.Query => "TEXT_RETRIEVAL"u8,
            EmbeddingPurpose.Classification => "CLASSIFICATION"u8,
            EmbeddingPurpose.Clustering => "CLUSTERING"u8,
            _ => "GENERIC_INDEX"u8,
        });
        if (call.Dimensions is { } length) json.WriteNumber("embeddingDimension"u8, length);
        json.WriteStartObject("text"u8);
        json.WriteString("truncationMode"u8, "NONE"u8);
        json.WriteString("value"u8, text);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static float[] Vector(JsonElement list) => [.. Items(list).Select(Number)];

    private static float Number(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var value) && float.IsFinite(value) ? value : throw new JsonException("A vector is a list of numbers.");

    private static JsonElement.ArrayEnumerator Items(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new JsonException("A vector is a list of numbers.");
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Vectors of any server that speaks OpenAI's embeddings: https://platform.openai.com/docs/api-reference/embeddings/create.</summary>
internal sealed class OpenAiEmbedder(ModelServer server)
{
    public async Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken)
    {
        var (model, own) = (call.Model, call.PassThroughBody);
        var body = own is { } given ? PassThroughBody.Write(given, model.UpstreamModel, streamed: false).Body : Write(call);
        try
        {
            using var response = await server.PostAsync(model, "/embeddings", body, OpenAiUpstream.Authorize, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (own is not null) return Copied(answer, call.Base64);
            using var document = AnswerJson.Parse(answer);
            return new EmbeddedTexts(Vectors(document.RootElement, call.Texts.Count), Tokens(document.RootElement));
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or InvalidOperationException or InvalidDataException or KeyNotFoundException or FormatException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to the model server broke while '{model.Alias}' made vectors."), broken);
        }
    }

    // What can't be read is copied all the same: some servers write NaN, which is no JSON, and clients of theirs read it.
    private static EmbeddedTexts Copied(byte[] answer, bool base64)
    {
        int? tokens = null;
        try
        {
            using var document = AnswerJson.Parse(answer);
            tokens = Tokens(document.RootElement);
            var copy = VectorForm.Is(document.RootElement, base64) ? answer : VectorForm.Change(document.RootElement, base64);
            return new EmbeddedTexts([], tokens) { Copy = copy };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new EmbeddedTexts([], tokens) { Copy = answer };
        }
    }

    private static ReadOnlyMemory<byte> Write(EmbeddingCall call)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("model"u8, call.Model.UpstreamModel);
        json.WriteStartArray("input"u8);
        foreach (var text in call.Texts) json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteString("encoding_format"u8, "float"u8);
        if (call.Dimensions is { } length) json.WriteNumber("dimensions"u8, length);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static float[][] Vectors(JsonElement root, int count)
    {
        var vectors = new float[count][];
        var position = 0;
        foreach (var item in root.GetProperty("data"u8).EnumerateArray())
        {
            var index = AnswerJson.Number(item, "index"u8) ?? position;
            position++;
            if (index < 0 || index >= count) throw new JsonException("A vector is of no text.");
            var vector = item.GetProperty("embedding"u8);
            // Some servers know base64 alone.
            float[] numbers = vector.ValueKind == JsonValueKind.String ? MemoryMarshal.Cast<byte, float>(vector.GetBytesFromBase64()).ToArray()
                : [.. vector.EnumerateArray().Select(static number => number.GetSingle())];
            vectors[index] = Array.TrueForAll(numbers, float.IsFinite) ? numbers : throw new JsonException("A vector holds what is no number.");
        }
        return Array.TrueForAll(vectors, static vector => vector is not null) ? vectors : throw new JsonException("A text has no vector.");
    }

    private static int? Tokens(JsonElement root) =>
        AnswerJson.Number(AnswerJson.Object(root, "usage"u8), "prompt_tokens"u8);
}

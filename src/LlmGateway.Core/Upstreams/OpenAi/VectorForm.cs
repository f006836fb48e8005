using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Lists of numbers, or base64 of their bytes (little-endian, 32 bits each): servers know one form alone, and clients read the one that they asked for.</summary>
internal static class VectorForm
{
    /// <summary>Whether all vectors of an answer have the form.</summary>
    public static bool Is(JsonElement answer, bool base64)
    {
        var other = base64 ? JsonValueKind.Array : JsonValueKind.String;
        foreach (var item in AnswerJson.Items(answer, "data"u8))
            if (AnswerJson.Member(item, "embedding"u8).ValueKind == other) return false;
        return true;
    }

    /// <summary>The same answer with its vectors in the other form.</summary>
    /// <exception cref="FormatException">A vector is not base64.</exception>
    /// <exception cref="InvalidOperationException">A vector is not of numbers.</exception>
    public static ReadOnlyMemory<byte> Change(JsonElement answer, bool base64)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        foreach (var member in answer.EnumerateObject())
        {
            if (!member.NameEquals("data"u8) || member.Value.ValueKind != JsonValueKind.Array)
            {
                member.WriteTo(json);
                continue;
            }
            json.WriteStartArray("data"u8);
            foreach (var item in member.Value.EnumerateArray()) WriteItem(item, base64, json);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteItem(JsonElement item, bool base64, Utf8JsonWriter json)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            item.WriteTo(json);
            return;
        }
        json.WriteStartObject();
        foreach (var member in item.EnumerateObject())
        {
            if (!member.NameEquals("embedding"u8)) member.WriteTo(json);
            else WriteVector(member.Value, base64, json);
        }
        json.WriteEndObject();
    }

    private static void WriteVector(JsonElement vector, bool base64, Utf8JsonWriter json)
    {
        if (base64 && vector.ValueKind == JsonValueKind.Array)
        {
            float[] numbers = [.. vector.EnumerateArray().Select(static number => number.GetSingle())];
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes<float>(numbers));
            return;
        }
        json.WritePropertyName("embedding"u8);
        if (base64 || vector.ValueKind != JsonValueKind.String)
        {
            vector.WriteTo(json);
            return;
        }
        json.WriteStartArray();
        foreach (var number in MemoryMarshal.Cast<byte, float>(vector.GetBytesFromBase64())) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

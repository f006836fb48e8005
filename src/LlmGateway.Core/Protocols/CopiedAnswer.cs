using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Copies an answer in the client's own protocol: every byte as it came, but for the model's name, which is the one that the client asked for.</summary>
internal static class CopiedAnswer
{
    /// <summary>Writes the bytes as they are, framed or not.</summary>
    public static void Write(WirePayload payload, string model, IBufferWriter<byte> output)
    {
        var bytes = payload.Payload.Span;
        var from = payload.JsonAt ?? 0;
        if (NameIn(bytes[from..]) is not { } name)
        {
            output.Write(bytes);
            return;
        }
        output.Write(bytes[..(from + name.Start)]);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) json.WriteStringValue(model);
        output.Write(bytes[(from + name.End)..]);
    }

    /// <summary>The payload's JSON with the client's name of the model.</summary>
    public static ReadOnlyMemory<byte> Renamed(ReadOnlyMemory<byte> json, string model)
    {
        if (NameIn(json.Span) is null) return json;
        var output = new ArrayBufferWriter<byte>(json.Length + model.Length);
        Write(new WirePayload(json, []), model, output);
        return output.WrittenMemory;
    }

    // The member "model" of the root, or of the "message" or "response" that an event holds.
    private static (int Start, int End)? NameIn(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\"model\""u8) < 0) return null;
        try
        {
            var reader = JsonBody.Reader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && (reader.TokenType == JsonTokenType.PropertyName || reader.CurrentDepth == 1))
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                var isName = reader.ValueTextEquals("model"u8);
                var holds = reader.CurrentDepth == 1 && (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("response"u8));
                reader.Read();
                if (isName && reader.TokenType == JsonTokenType.String) return ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                if (holds && reader.TokenType == JsonTokenType.StartObject) continue;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // What can't be read is copied.
        }
        return null;
    }
}

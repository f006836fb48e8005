using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Writes <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal static class OpenAiErrorWriter
{
    public static void Write(GatewayError error, IBufferWriter<byte> output)
    {
        var row = ErrorWords.Of(error.Kind);
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", row.OpenAiType);
        json.WriteString("param", error.Field);
        json.WriteString("code", error.Code ?? row.OpenAiCode);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Writes <c>{"type":"error","error":{"type","message","details"},"request_id"}</c>: https://docs.anthropic.com/en/api/errors.</summary>
internal static class AnthropicErrorWriter
{
    public static void Write(GatewayError error, string requestId, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, ErrorWords.Of(error.Kind).AnthropicType);
        json.WriteString("message"u8, error.Message);
        if (error.Code is { } code)
        {
            json.WriteStartObject("details"u8);
            json.WriteString("error_code"u8, code);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }
}

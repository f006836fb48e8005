using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Sockets;

/// <summary>
/// A message <c>response.create</c> of the WebSocket mode of Responses, as the request that it is: https://www.openresponses.org/specification.
/// </summary>
/// <param name="Body">As <c>POST /v1/responses</c> takes it, streamed.</param>
/// <param name="Previous">The response that it goes on from; null: none.</param>
internal sealed record ResponseCreateMessage(ReadOnlyMemory<byte> Body, string? Previous)
{
    public const string Type = "response.create";

    /// <exception cref="LlmGateway.Core.Conversation.GatewayException">It is no such message.</exception>
    public static ResponseCreateMessage Read(ReadOnlyMemory<byte> message)
    {
        using var document = JsonBody.Parse(message);
        var root = document.RootElement;
        if (JsonFields.Optional(root, "type") is not { ValueKind: JsonValueKind.String } type || !type.ValueEquals(Type))
            throw JsonBody.Invalid($"A message needs the 'type' {Type}; its other members are those of POST /v1/responses.", "type");
        var body = new ArrayBufferWriter<byte>(message.Length + 16);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                // How answers are sent is the connection's to say.
                if (JsonFields.Name(member) is var name && name is "type" or "stream" or "stream_options") continue;
                json.WritePropertyName(name);
                json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
            json.WriteBoolean("stream"u8, true);
            json.WriteEndObject();
        }
        return new ResponseCreateMessage(body.WrittenMemory, JsonFields.Optional(root, "previous_response_id") is { ValueKind: JsonValueKind.String } previous ? previous.GetString() : null);
    }
}

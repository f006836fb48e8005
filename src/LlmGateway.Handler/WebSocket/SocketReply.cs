using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;

namespace LlmGateway.Handler.WebSocket;

/// <summary>What the function answers to API Gateway, and what goes to the client.</summary>
internal static class SocketReply
{
    /// <summary>A proxy answer: by its status, <c>$connect</c> lets a connection in.</summary>
    public static ReadOnlyMemory<byte> Of(int status, string? subprotocol = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, status);
            if (subprotocol is not null)
            {
                json.WriteStartObject("headers"u8);
                json.WriteString("Sec-WebSocket-Protocol"u8, subprotocol);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    /// <summary>An error as a frame.</summary>
    public static byte[] Error(string chatId, string requestId, int seq, GatewayError error) =>
        Json(json => new NativeFrames(chatId, requestId).Error(json, seq, error));

    /// <summary>That a part of an upload is in.</summary>
    public static byte[] Uploaded(string uploadId, int received, int of) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("upload_id"u8, uploadId);
        json.WriteNumber("received"u8, received);
        json.WriteNumber("of"u8, of);
        json.WriteEndObject();
    });

    /// <summary>A frame that was kept, as it was sent.</summary>
    public static byte[] Text(string chatId, string requestId, int seq, string text) =>
        Json(json => new NativeFrames(chatId, requestId).Text(json, text, seq));

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) write(json);
        return output.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Sockets;

/// <summary>Writes <c>{"type":"error","status":…,"error":{…}}</c>, by which the WebSocket mode of Responses refuses a message.</summary>
internal static class SocketError
{
    private const int Unknown = 500;

    public static ReadOnlyMemory<byte> Of(GatewayError error)
    {
        var row = ErrorWords.Of(error.Kind);
        return Write(row.Status, row.OpenAiType, error.Code ?? row.OpenAiCode, error.Message, error.Field);
    }

    /// <param name="body">An error of HTTP, or an event <c>error</c>.</param>
    /// <param name="status">Of HTTP; null: the event's own.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> body, int? status)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var error = JsonFields.Optional(root, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
            var own = JsonFields.Optional(root, "status") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var given) ? given : Unknown;
            return Write(status ?? own, Text(error, "type"), Text(error, "code"), Text(error, "message") ?? "The model server failed.", Text(error, "param"));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Write(status ?? Unknown, type: null, code: null, "The model server failed.", param: null);
        }
    }

    private static string? Text(JsonElement value, string name) => JsonFields.Optional(value, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static ReadOnlyMemory<byte> Write(int status, string? type, string? code, string message, string? param)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            json.WriteNumber("status"u8, status);
            json.WriteStartObject("error"u8);
            // An event's own type says no more than that it is one.
            json.WriteString("type"u8, type is null or "error" ? "api_error" : type);
            json.WriteString("code"u8, code ?? (type is null or "error" ? "server_error" : type));
            json.WriteString("message"u8, message);
            json.WriteString("param"u8, param);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }
}

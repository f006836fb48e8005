using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Handler.GitHub;

/// <summary>Proxy answers of the OpenID provider. None of them may be kept by a cache.</summary>
internal static class OidcReply
{
    public static ReadOnlyMemory<byte> Json(int status, Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Write(status, "content-type", "application/json", Encoding.UTF8.GetString(body.WrittenSpan));
    }

    /// <summary>An error in OAuth's form.</summary>
    public static ReadOnlyMemory<byte> Error(int status, string error, string description) => Json(status, json =>
    {
        json.WriteString("error"u8, error);
        json.WriteString("error_description"u8, description);
    });

    public static ReadOnlyMemory<byte> Redirect(string to) => Write(302, "location", to, "");

    private static ReadOnlyMemory<byte> Write(int status, string header, string value, string body)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteNumber("statusCode"u8, status);
        json.WriteStartObject("headers"u8);
        json.WriteString(header, value);
        json.WriteString("cache-control"u8, "no-store");
        json.WriteString("x-content-type-options"u8, "nosniff");
        json.WriteEndObject();
        json.WriteString("body"u8, body);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}

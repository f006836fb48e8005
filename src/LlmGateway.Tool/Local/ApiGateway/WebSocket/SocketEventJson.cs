using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>Writes the event that API Gateway gives to a function for a WebSocket by Lambda proxy integration.</summary>
internal static class SocketEventJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="connect">The request that opened the connection.</param>
    /// <param name="connectionId">Of the connection.</param>
    /// <param name="routeKey">The route.</param>
    /// <param name="eventType">CONNECT, MESSAGE or DISCONNECT.</param>
    /// <param name="requestId">Of this event.</param>
    /// <param name="body">The message; null: none.</param>
    /// <param name="now">When it came.</param>
    public static ReadOnlyMemory<byte> Write(ApiRequest connect, string connectionId, string routeKey, string eventType, string requestId, string? body, DateTimeOffset now)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            // Only $connect is told of headers and query.
            if (eventType == "CONNECT") ProxyEvent.WriteParameters(json, connect);
            json.WriteStartObject("requestContext");
            json.WriteString("routeKey", routeKey);
            if (connect.Authorizer is { } authorizer)
            {
                json.WriteStartObject("authorizer");
                json.WriteString("principalId", authorizer.PrincipalId);
                json.WriteNumber("integrationLatency", 1);
                foreach (var (name, value) in authorizer.Context) json.WriteString(name, value);
                json.WriteEndObject();
            }
            if (eventType == "MESSAGE") json.WriteString("messageId", requestId);
            json.WriteString("eventType", eventType);
            json.WriteString("extendedRequestId", RequestContextJson.ExtendedId(requestId));
            json.WriteString("requestTime", now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
            json.WriteString("messageDirection", "IN");
            json.WriteString("stage", connect.Stage.Name);
            json.WriteNumber("connectedAt", connect.ReceivedAt.ToUnixTimeMilliseconds());
            json.WriteNumber("requestTimeEpoch", now.ToUnixTimeMilliseconds());
            RequestContextJson.WriteIdentity(json, connect);
            json.WriteString("requestId", requestId);
            json.WriteString("domainName", connect.Http.Request.Host.ToString());
            json.WriteString("connectionId", connectionId);
            json.WriteString("apiId", connect.Api.Id);
            json.WriteEndObject();
            if (body is not null) json.WriteString("body", body);
            json.WriteBoolean("isBase64Encoded", false);
            json.WriteEndObject();
        }
        return output.ToArray();
    }
}

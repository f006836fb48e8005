using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime.EventStreams;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// Writes <c>application/vnd.amazon.eventstream</c>: each event in its frame with checksums, padded as Bedrock pads, and flushed.
/// </summary>
internal sealed class EventStreamWriter(HttpResponse response)
{
    private const string Padding = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private int _events;

    public Task WriteEventAsync(string type, JsonObject payload, CancellationToken cancellationToken)
    {
        // Bedrock hides the length of what was said behind a padding member; clients have to ignore it.
        payload["p"] = Padding[..(_events++ * 7 % Padding.Length + 1)];
        return WriteAsync(
            [Header(":event-type", type), Header(":content-type", "application/json"), Header(":message-type", "event")],
            payload, cancellationToken);
    }

    public Task WriteExceptionAsync(string type, string message, CancellationToken cancellationToken) => WriteAsync(
        [Header(":exception-type", type), Header(":content-type", "application/json"), Header(":message-type", "exception")],
        new JsonObject { ["message"] = message }, cancellationToken);

    private async Task WriteAsync(List<IEventStreamHeader> headers, JsonObject payload, CancellationToken cancellationToken)
    {
        var frame = new EventStreamMessage(headers, Encoding.UTF8.GetBytes(payload.ToJsonString())).ToByteArray();
        await response.Body.WriteAsync(frame, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static EventStreamHeader Header(string name, string value)
    {
        var header = new EventStreamHeader(name);
        header.SetString(value);
        return header;
    }
}

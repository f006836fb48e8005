using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Pipeline;
using LlmGateway.Handler.Runtime;

namespace LlmGateway.Handler.Rest;

/// <summary>An HTTP response through Lambda's response stream: metadata as JSON, eight NULs, then the body as it comes.</summary>
internal sealed class RestResponse(InvocationResponse response) : IGatewayHttpResponse
{
    /// <summary>What ends the metadata: JSON never holds a NUL.</summary>
    private static readonly byte[] Delimiter = new byte[8];

    public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) =>
        response.StartStreamAsync(Prelude(status, headers), cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        response.WriteAsync(data, cancellationToken);

    public ValueTask EndAsync(CancellationToken cancellationToken) => response.CompleteAsync(cancellationToken);

    internal static ReadOnlyMemory<byte> Prelude(int status, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var prelude = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(prelude))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, status);
            WriteHeaders(json, headers);
            json.WriteEndObject();
        }
        prelude.Write(Delimiter);
        return prelude.WrittenMemory;
    }

    /// <summary>Each name once in <c>headers</c>; names that come several times in <c>multiValueHeaders</c>; cookies have their own place.</summary>
    private static void WriteHeaders(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var groups = headers.GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase).ToList();
        var cookies = groups.Find(group => group.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase));
        if (cookies is not null) groups.Remove(cookies);
        json.WriteStartObject("headers"u8);
        foreach (var group in groups.Where(group => group.Count() == 1)) json.WriteString(group.Key, group.First());
        json.WriteEndObject();
        if (groups.Exists(group => group.Count() > 1))
        {
            json.WriteStartObject("multiValueHeaders"u8);
            foreach (var group in groups.Where(group => group.Count() > 1)) WriteList(json, group.Key, group);
            json.WriteEndObject();
        }
        if (cookies is not null) WriteList(json, "cookies", cookies);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

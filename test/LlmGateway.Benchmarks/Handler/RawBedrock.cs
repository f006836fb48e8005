using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime.EventStreams;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.Handler;

/// <summary>A server that speaks just enough Converse, ConverseStream and Titan's embeddings to answer at once, with bytes that were ready before.</summary>
internal sealed class RawBedrock : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly byte[] whole = Whole();
    private readonly byte[] streamed = Streamed();

    public RawBedrock()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://{listener.LocalEndpoint}");

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Disposed: the benchmark is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = client;
        connection.NoDelay = true;
        var buffer = new byte[1024 * 1024];
        var length = 0;
        while (true)
        {
            var head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && length >= head + 4 + ContentLength(buffer.AsSpan(0, head)))
            {
                await connection.SendAsync(AnswerOf(buffer.AsSpan(0, head), buffer.AsSpan((head + 4)..length)));
                length = 0;
                continue;
            }
            var read = await connection.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) return;
            length += read;
        }
    }

    private byte[] AnswerOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) =>
        head.IndexOf("/converse-stream "u8) >= 0 ? streamed : head.IndexOf("/invoke "u8) >= 0 ? Embedded(body) : whole;

    private static byte[] Embedded(ReadOnlySpan<byte> body)
    {
        var request = JsonNode.Parse(body)!;
        var vector = SimulatedVector.Of(request["inputText"]!.GetValue<string>(), request["dimensions"]!.GetValue<int>());
        return Response(new JsonObject { ["embedding"] = new JsonArray([.. vector.Select(part => JsonValue.Create(part))]), ["inputTextTokenCount"] = 9 }.ToJsonString());
    }

    private static byte[] Response(string body) =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        foreach (var line in Encoding.ASCII.GetString(head).Split("\r\n"))
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
                return int.Parse(line["content-length:".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return 0;
    }

    private static byte[] Whole()
    {
        return Response("""
            {"output":{"message":{"role":"assistant","content":[{"text":"Since 04:12 this morning, after the maintenance window."}]}},"stopReason":"end_turn","usage":{"inputTokens":42,"outputTokens":12,"totalTokens":54},"metrics":{"latencyMs":1}}
            """);
    }

    private static byte[] Streamed()
    {
        List<byte> events = [];
        events.AddRange(Event("messageStart", """{"role":"assistant"}"""));
        foreach (var word in new[] { "Since ", "04:12 ", "this ", "morning, ", "after ", "the ", "maintenance ", "window." })
            events.AddRange(Event("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{word}}}"}}"""));
        events.AddRange(Event("contentBlockStop", """{"contentBlockIndex":0}"""));
        events.AddRange(Event("messageStop", """{"stopReason":"end_turn"}"""));
        events.AddRange(Event("metadata", """{"usage":{"inputTokens":42,"outputTokens":12,"totalTokens":54},"metrics":{"latencyMs":1}}"""));
        return [.. Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n\r\n{events.Count:x}\r\n"),
            .. events, .. "\r\n0\r\n\r\n"u8];
    }

    private static byte[] Event(string type, string json) => new EventStreamMessage(
        [Header(":message-type", "event"), Header(":event-type", type), Header(":content-type", "application/json")],
        Encoding.UTF8.GetBytes(json)).ToByteArray();

    private static EventStreamHeader Header(string name, string value)
    {
        var header = new EventStreamHeader(name);
        header.SetString(value);
        return header;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmGateway.Benchmarks.Peers.Servers;

/// <summary>
/// An OpenAI-compatible model that answers at once, with bytes that were ready before. A thread for each connection, blocking on its socket:
/// two system calls a whole answer, so that it takes as little as possible from the gateways that share its processors.
/// </summary>
internal static class ModelServer
{
    private static readonly byte[] Whole = Response("application/json", Encoding.UTF8.GetBytes("""
        {"id":"chatcmpl-peers","object":"chat.completion","created":1767225600,"model":"mock-model","choices":[{"index":0,"message":{"role":"assistant","content":"Since 04:12 this morning, after the maintenance window.","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":42,"completion_tokens":12,"total_tokens":54}}
        """));

    private static readonly byte[] StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();
    private static readonly byte[][] StreamPieces = Pieces();

    public static void Run(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(backlog: 512);
        while (true)
        {
            var connection = listener.AcceptSocket();
            new Thread(() => Serve(connection), maxStackSize: 256 * 1024) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket accepted)
    {
        using var connection = accepted;
        connection.NoDelay = true;
        var buffer = new byte[64 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var received = connection.Receive(buffer.AsSpan(length));
                if (received == 0) return;
                length += received;
                var end = RequestEnd(buffer.AsSpan(0, length));
                if (end < 0) continue;
                Answer(connection, streamed: buffer.AsSpan(0, end).IndexOf("\"stream\":true"u8) >= 0);
                buffer.AsSpan(end, length - end).CopyTo(buffer);
                length -= end;
            }
        }
        catch (SocketException)
        {
            // The gateway closed its side: with a pool of connections that is how each of them ends.
        }
    }

    private static void Answer(Socket connection, bool streamed)
    {
        if (!streamed)
        {
            connection.Send(Whole);
            return;
        }
        connection.Send(StreamHead);
        // Each event by itself, as a model's tokens come.
        foreach (var piece in StreamPieces) connection.Send(piece);
    }

    /// <returns>Where a request ends; -1: not here yet.</returns>
    private static int RequestEnd(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0) return -1;
        var end = head + 4 + ContentLength(received[..(head + 2)]);
        return received.Length >= end ? end : -1;
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = head.IndexOf("ontent-"u8);
        while (name >= 0)
        {
            var rest = head[(name + "ontent-".Length)..];
            if (rest.StartsWith("Length: "u8) || rest.StartsWith("length: "u8))
                return int.Parse(rest["Length: ".Length..rest.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
            var next = rest.IndexOf("ontent-"u8);
            if (next < 0) break;
            name += "ontent-".Length + next;
        }
        throw new InvalidOperationException("A gateway sent a request without Content-Length; this server reads no other.");
    }

    private static byte[] Response(string contentType, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[][] Pieces()
    {
        const string chunk = """{"id":"chatcmpl-peers","object":"chat.completion.chunk","created":1767225600,"model":"mock-model","choices":[CHOICE]USAGE}""";
        List<string> events = [Event("""{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""")];
        foreach (var word in new[] { "Since ", "04:12 ", "this ", "morning, ", "after ", "the ", "maintenance ", "window." })
            events.Add(Event($$$"""{"index":0,"delta":{"content":"{{{word}}}"},"finish_reason":null}"""));
        events.Add(Event("""{"index":0,"delta":{},"finish_reason":"stop"}"""));
        events.Add(Event("", ""","usage":{"prompt_tokens":42,"completion_tokens":12,"total_tokens":54}"""));
        events.Add("data: [DONE]\n\n");
        List<byte[]> pieces = [.. events.Select(one => Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(one):x}\r\n{one}\r\n"))];
        pieces[^1] = [.. pieces[^1], .. "0\r\n\r\n"u8];
        return [.. pieces];

        static string Event(string choice, string usage = "") =>
            $"data: {chunk.Replace("CHOICE", choice, StringComparison.Ordinal).Replace("USAGE", usage, StringComparison.Ordinal)}\n\n";
    }
}

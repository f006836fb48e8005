using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmGateway.Benchmarks.Peers;

/// <summary>Time to the first token of streamed answers, over sockets that stay open.</summary>
internal static class FirstBytes
{
    /// <returns>Milliseconds from the request to the first piece of content, for each of them.</returns>
    public static async Task<IReadOnlyCollection<double>> MeasureAsync(Peer peer, int connections, int requests)
    {
        var request = Request(peer);
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => OneAsync(peer, request, Math.Max(1, requests / connections)))));
        return [.. all.SelectMany(times => times)];
    }

    private static async Task<List<double>> OneAsync(Peer peer, byte[] request, int requests)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, peer.Process.Port);
        var buffer = new byte[64 * 1024];
        var times = new List<double>(requests);
        for (var i = 0; i < requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var length = 0;
            double? first = null;
            do
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (received == 0) throw new InvalidOperationException($"{peer.Name} closed the line in mid-stream.");
                length += received;
                if (first is null && buffer.AsSpan(0, length).IndexOf("data: {"u8) >= 0) first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            while (!buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8));
            if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8) || buffer.AsSpan(0, length).IndexOf("[DONE]"u8) < 0)
                throw new InvalidOperationException($"{peer.Name} did not stream an answer: {Encoding.UTF8.GetString(buffer, 0, length)}");
            times.Add(first!.Value);
        }
        return times;
    }

    private static byte[] Request(Peer peer)
    {
        var body = Peer.Body(stream: true);
        var headers = string.Concat(peer.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"));
        return Encoding.UTF8.GetBytes(
            $"POST {peer.ChatCompletions.AbsolutePath} HTTP/1.1\r\nHost: 127.0.0.1:{peer.Process.Port}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");
    }
}

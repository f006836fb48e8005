using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmGateway.Handler.Tests.Runtime;

/// <summary>A server of which the test is the protocol: it sees each byte, and writes each byte.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public RawServer() => listener.Start();

    public string Endpoint => listener.LocalEndpoint.ToString()!;

    public async Task<RawConnection> AcceptAsync() => new(await listener.AcceptSocketAsync());

    public void Dispose() => listener.Dispose();

    internal sealed class RawConnection(Socket socket) : IDisposable
    {
        /// <summary>Reads until what came in ends with <paramref name="end"/>.</summary>
        public async Task<string> ReadUntilAsync(string end)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                var read = await socket.ReceiveAsync(buffer, patience.Token);
                if (read == 0) throw new InvalidOperationException($"Closed after: {text}");
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
            return text.ToString();
        }

        public async Task WriteAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));

        /// <summary>Takes a poll and hands out an event.</summary>
        public async Task GiveAsync(string id, string json = "{}")
        {
            (await ReadUntilAsync("\r\n\r\n")).Should().StartWith("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n");
            await WriteAsync($"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {id}\r\nContent-Length: {json.Length}\r\n\r\n{json}");
        }

        public Task AcceptedAsync(string more = "") => WriteAsync($"HTTP/1.1 202 Accepted\r\n{more}Content-Length: 0\r\n\r\n");

        public void Reset()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }

        public void Dispose() => socket.Dispose();
    }
}

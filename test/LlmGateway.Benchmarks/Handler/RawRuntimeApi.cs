using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmGateway.Benchmarks.Handler;

/// <summary>
/// The Runtime API as bare as it gets: one connection, no parsing beyond what tells the pieces apart, so that what is measured is the
/// handler and not its driver.
/// </summary>
internal sealed class RawRuntimeApi : IDisposable
{
    private static readonly byte[] Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly byte[] buffer = new byte[256 * 1024];
    private Socket? handler;

    public RawRuntimeApi() => listener.Start();

    public string Endpoint => listener.LocalEndpoint.ToString()!;

    /// <summary>Waits until a handler asks for work for the first time; gives the moment.</summary>
    public async Task<long> FirstPollAsync()
    {
        handler = await listener.AcceptSocketAsync();
        handler.NoDelay = true;
        await ReadPollAsync();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>The handler's process ended; another one may come.</summary>
    public void Forget()
    {
        handler?.Dispose();
        handler = null;
    }

    /// <summary>Gives a waiting handler an event, and takes its answer and its next poll.</summary>
    public async Task<Answer> InvokeAsync(string json)
    {
        var socket = handler ?? throw new InvalidOperationException("No handler has polled yet.");
        var deadline = TimeProvider.System.GetUtcNow().AddMinutes(15).ToUnixTimeMilliseconds();
        var next = Encoding.UTF8.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: {Guid.NewGuid()}\r\nLambda-Runtime-Deadline-Ms: {deadline}\r\n"
            + $"Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:f\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
        var start = Stopwatch.GetTimestamp();
        await socket.SendAsync(next);
        var length = 0;
        long? first = null;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new InvalidOperationException("The handler closed its connection in mid-answer.");
            length += read;
            // The body begins behind eight NULs and their chunk's end.
            var at = buffer.AsSpan(0, length).IndexOf("\0\0\0\0\0\0\0\0\r\n"u8);
            if (first is null && at >= 0 && length > at + 10) first = Stopwatch.GetTimestamp();
            if (buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8)) break;
        }
        var end = Stopwatch.GetTimestamp();
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        await socket.SendAsync(Accepted);
        await ReadPollAsync();
        return new(Stopwatch.GetElapsedTime(start, first!.Value), Stopwatch.GetElapsedTime(start, end), text);
    }

    public void Dispose()
    {
        Forget();
        listener.Dispose();
    }

    private async Task ReadPollAsync()
    {
        var length = 0;
        do
        {
            var read = await handler!.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new InvalidOperationException("The handler closed its connection instead of asking for work.");
            length += read;
        }
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8));
    }

    /// <param name="FirstByte">From the event's hand-out to the body's first bytes.</param>
    /// <param name="Whole">From the event's hand-out to the response's end.</param>
    /// <param name="Text">The handler's request, framing included.</param>
    internal sealed record Answer(TimeSpan FirstByte, TimeSpan Whole, string Text);
}

using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Tests.Runtime;

/// <summary>The loop against a server that is the test itself: every byte that Lambda would see.</summary>
public sealed class RuntimeWireTests : IDisposable
{
    private readonly RawServer server = new();
    private readonly MemoryStream output = new();
    private readonly CancellationTokenSource stop = new();

    public void Dispose()
    {
        server.Dispose();
        output.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task A_stream_is_one_chunk_a_write_and_keeps_the_connection()
    {
        var loop = RunAsync(async (_, response, token) =>
        {
            await response.StartStreamAsync("{}\0\0\0\0\0\0\0\0"u8.ToArray(), token);
            await response.WriteAsync("hello"u8.ToArray(), token);
            await response.WriteAsync(ReadOnlyMemory<byte>.Empty, token);
            await response.WriteAsync(new byte[0x11], token);
        });
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        var request = await connection.ReadUntilAsync("0\r\n\r\n");
        request.Should().Be(
            "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\n"
            + $"Host: {server.Endpoint}\r\nUser-Agent: llm-gateway\r\n"
            + "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
            + "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
            + "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"
            + "A\r\n{}\0\0\0\0\0\0\0\0\r\n5\r\nhello\r\n11\r\n" + new string('\0', 0x11) + "\r\n0\r\n\r\n");
        await connection.AcceptedAsync();
        // The next poll comes on the same connection.
        await connection.GiveAsync("id-2");
        await EndAsync(loop);
    }

    [Fact]
    public async Task Each_write_arrives_before_the_next_is_made()
    {
        var step = new SemaphoreSlim(0);
        var loop = RunAsync(async (_, response, token) =>
        {
            await response.StartStreamAsync("{}"u8.ToArray(), token);
            await step.WaitAsync(token);
            await response.WriteAsync("one"u8.ToArray(), token);
            await step.WaitAsync(token);
            await response.WriteAsync("two"u8.ToArray(), token);
        });
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        await connection.ReadUntilAsync("2\r\n{}\r\n");
        step.Release();
        await connection.ReadUntilAsync("3\r\none\r\n");
        step.Release();
        await connection.ReadUntilAsync("3\r\ntwo\r\n0\r\n\r\n");
        await connection.AcceptedAsync();
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_large_piece_is_one_chunk()
    {
        var piece = new byte[100_000];
        Array.Fill(piece, (byte)'x');
        var loop = RunAsync(async (_, response, token) =>
        {
            await response.StartStreamAsync("{}"u8.ToArray(), token);
            await response.WriteAsync(piece, token);
        });
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        (await connection.ReadUntilAsync("\r\n0\r\n\r\n")).Should().EndWith($"\r\n186A0\r\n{new string('x', 100_000)}\r\n0\r\n\r\n");
        await connection.AcceptedAsync();
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_failure_in_mid_stream_goes_into_trailers()
    {
        var loop = RunAsync(async (_, response, token) =>
        {
            await response.StartStreamAsync("{}"u8.ToArray(), token);
            throw new InvalidOperationException("the secret reason");
        });
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        var request = await connection.ReadUntilAsync("\r\n\r\n");
        request.Should().Contain("\r\n\r\n2\r\n{}\r\n0\r\n");
        var trailers = request.Split("2\r\n{}\r\n0\r\n")[1].Split("\r\n");
        trailers[0].Should().Be("Lambda-Runtime-Function-Error-Type: Handler.UnexpectedError");
        var body = Encoding.UTF8.GetString(Convert.FromBase64String(trailers[1]["Lambda-Runtime-Function-Error-Body: ".Length..]));
        body.Should().NotContain("secret");
        ((string?)JsonNode.Parse(body)!["errorType"]).Should().Be("Handler.UnexpectedError");
        await connection.AcceptedAsync();
        await connection.GiveAsync("id-2");
        await EndAsync(loop);
        Encoding.UTF8.GetString(output.ToArray()).Should().Contain("the secret reason").And.Contain("\"requestId\":\"id-1\"");
    }

    [Fact]
    public async Task A_failure_before_the_stream_goes_to_the_error_endpoint()
    {
        var loop = RunAsync((_, _, _) => throw new InvalidOperationException("the secret reason"));
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        var request = await connection.ReadUntilAsync("}");
        request.Should().StartWith("POST /2018-06-01/runtime/invocation/id-1/error HTTP/1.1\r\n")
            .And.Contain("\r\nLambda-Runtime-Function-Error-Type: Handler.UnexpectedError\r\n")
            .And.NotContain("secret");
        await connection.AcceptedAsync();
        await connection.GiveAsync("id-2");
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_buffered_answer_is_one_request_with_a_length()
    {
        var loop = RunAsync(async (_, response, token) => await response.SendAsync("{\"a\":1}"u8.ToArray(), token));
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        var request = await connection.ReadUntilAsync("{\"a\":1}");
        request.Should().StartWith("POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\n")
            .And.Contain("\r\nContent-Length: 7\r\n\r\n").And.NotContain("streaming");
        await connection.AcceptedAsync();
        await connection.GiveAsync("id-2");
        await EndAsync(loop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_closed_under_a_stream_cancels_the_work(bool reset)
    {
        var cancelled = new TaskCompletionSource();
        var loop = RunAsync(async (_, response, token) =>
        {
            await response.StartStreamAsync("{}"u8.ToArray(), token);
            await Forever(cancelled, token);
        });
        using (var connection = await server.AcceptAsync())
        {
            await connection.GiveAsync("id-1");
            await connection.ReadUntilAsync("2\r\n{}\r\n");
            if (reset) connection.Reset();
        }
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
        // Work goes on with the next invocation, on a new connection.
        using var another = await server.AcceptAsync();
        await another.ReadUntilAsync("\r\n\r\n");
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_refusal_amid_a_stream_cancels_the_work()
    {
        var cancelled = new TaskCompletionSource();
        var loop = RunAsync(async (_, response, token) =>
        {
            await response.StartStreamAsync("{}"u8.ToArray(), token);
            await Forever(cancelled, token);
        });
        using var connection = await server.AcceptAsync();
        await connection.GiveAsync("id-1");
        await connection.ReadUntilAsync("2\r\n{}\r\n");
        await connection.WriteAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var another = await server.AcceptAsync();
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_reset_before_the_answer_cancels_the_work()
    {
        var cancelled = new TaskCompletionSource();
        var loop = RunAsync((_, _, token) => Forever(cancelled, token));
        using (var connection = await server.AcceptAsync())
        {
            await connection.GiveAsync("id-1");
            connection.Reset();
        }
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var another = await server.AcceptAsync();
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_connection_that_is_closed_while_idle_is_replaced_for_the_answer()
    {
        var closed = new TaskCompletionSource();
        var loop = RunAsync(async (_, response, token) =>
        {
            await closed.Task;
            await response.StartStreamAsync("{}"u8.ToArray(), token);
            await response.WriteAsync("late"u8.ToArray(), token);
        });
        using (var connection = await server.AcceptAsync())
            await connection.GiveAsync("id-1");
        closed.SetResult();
        using var another = await server.AcceptAsync();
        (await another.ReadUntilAsync("0\r\n\r\n")).Should().StartWith("POST /2018-06-01/runtime/invocation/id-1/response").And.Contain("late");
        await another.AcceptedAsync("Connection: close\r\n");
        using var third = await server.AcceptAsync();
        await third.ReadUntilAsync("\r\n\r\n");
        await EndAsync(loop);
    }

    [Fact]
    public async Task A_refused_poll_ends_the_loop()
    {
        var loop = RunAsync((_, _, _) => Task.CompletedTask);
        using var connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.WriteAsync("HTTP/1.1 500 Container error\r\nContent-Length: 0\r\n\r\n");
        await loop.Invoking(ended => ended).Should().ThrowAsync<RuntimeApiException>().WithMessage("*500*");
    }

    private Task RunAsync(Func<Invocation, InvocationResponse, CancellationToken, Task> handle)
    {
        var log = new JsonLog(output, TimeProvider.System);
        return new InvocationLoop(RuntimeApiEndpoint.Parse(server.Endpoint), new DelegateHandler(handle), log).RunAsync(stop.Token);
    }

    private async Task EndAsync(Task loop)
    {
        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task Forever(TaskCompletionSource cancelled, CancellationToken token)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            cancelled.TrySetResult();
        }
    }

    private sealed class DelegateHandler(Func<Invocation, InvocationResponse, CancellationToken, Task> handle) : IInvocationHandler
    {
        public Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken) =>
            handle(invocation, response, cancellationToken);
    }
}

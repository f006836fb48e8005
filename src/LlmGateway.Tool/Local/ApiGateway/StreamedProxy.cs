using System.Buffers;
using System.Text;
using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Copies a function's streamed answer to the client as it comes.</summary>
/// <param name="idle">After how long without a byte API Gateway ends a stream.</param>
/// <param name="time">For <paramref name="idle"/>.</param>
internal sealed class StreamedProxy(TimeSpan idle, TimeProvider time)
{
    /// <summary>Idle time-out of regional and private endpoints.</summary>
    public static readonly TimeSpan RegionalIdle = TimeSpan.FromMinutes(5);

    /// <returns>Bytes of the body, for the trace.</returns>
    /// <exception cref="RefusedException">The answer does not begin as it must; nothing was sent.</exception>
    /// <exception cref="LambdaException">The function failed before the body; nothing was sent.</exception>
    /// <exception cref="StreamBrokenException">It failed later; the client was told.</exception>
    public async Task<long> CopyAsync(ApiRequest request, LambdaReply reply, Action onFirstByte, CancellationToken cancellationToken)
    {
        var response = request.Http.Response;
        var prelude = new StreamPrelude();
        var sent = 0L;
        try
        {
            while (true)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await using var timer = time.CreateTimer(_ => patience.Cancel(), null, idle, Timeout.InfiniteTimeSpan);
                var read = await ReadAsync(reply, patience.Token, cancellationToken);
                foreach (var part in read.Buffer)
                {
                    var body = part;
                    if (prelude.Head is null)
                    {
                        body = body[prelude.Take(body.Span)..];
                        if (prelude.Head is null) continue;
                        prelude.Head.Apply(request);
                        await response.StartAsync(cancellationToken);
                    }
                    if (body.IsEmpty) continue;
                    if (sent == 0) onFirstByte();
                    sent += body.Length;
                    await response.Body.WriteAsync(body, cancellationToken);
                }
                reply.Body.AdvanceTo(read.Buffer.End);
                if (response.HasStarted) await response.Body.FlushAsync(cancellationToken);
                if (!read.IsCompleted) continue;
                if (reply.Failure() is { } failure) throw failure;
                if (prelude.Head is null) throw new RefusedException(GatewayRefusal.MalformedProxyResponse, "the streamed answer ended before its eight NUL bytes");
                return sent;
            }
        }
        catch (LambdaException broken) when (response.HasStarted)
        {
            await TellAsync(request.Http, broken);
            throw new StreamBrokenException(broken);
        }
    }

    private static async Task<System.IO.Pipelines.ReadResult> ReadAsync(LambdaReply reply, CancellationToken patience, CancellationToken gone)
    {
        try
        {
            return await reply.Body.ReadAsync(patience);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            throw new LambdaException("IntegrationIdleTimeout", "Endpoint request timed out: no byte came for too long");
        }
    }

    /// <summary>
    /// AWS cuts the connection, which a reader of server-sent events can take for a clean end; so an event stream first gets an
    /// error event, which OpenAI's clients raise. Anything else is cut, so that its length shows that it is not whole.
    /// </summary>
    private static async Task TellAsync(HttpContext http, LambdaException failure)
    {
        if (http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) != true)
        {
            http.Abort();
            return;
        }
        var code = failure.ErrorType.Contains("Timed", StringComparison.Ordinal) || failure.ErrorType.Contains("Timeout", StringComparison.Ordinal) ? "timeout" : "internal";
        var message = code == "timeout" ? "The answer took too long and was ended before it was complete." : "The answer was broken off before it was complete.";
        // Begins with an empty line: an event that was cut in its middle must not swallow this one.
        var data = $"\n\ndata: {{\"error\":{{\"message\":\"{message}\",\"type\":\"api_error\",\"param\":null,\"code\":\"{code}\"}}}}\n\n";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(data), CancellationToken.None);
        await http.Response.Body.FlushAsync(CancellationToken.None);
    }
}

/// <summary>A stream that ended early; its client was told.</summary>
internal sealed class StreamBrokenException(LambdaException reason) : Exception(reason.Message, reason);

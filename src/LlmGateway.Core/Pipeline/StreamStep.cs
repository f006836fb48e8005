using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>Sends each event as soon as it came in. Without streaming it is the same road, with one write at its end.</summary>
internal sealed class StreamStep(ResponseHeaders headers, TimeProvider time)
{
    public async Task RunAsync(Exchange exchange, IAsyncEnumerable<ChatEvent> events, CancellationToken cancellationToken)
    {
        var streamed = exchange.Parsed!.Request.Stream;
        var writer = exchange.Writer = exchange.Protocol!.CreateWriter(exchange.Parsed, ResponseHeaders.HeadOf(exchange));
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        // Until the first event, an error is still a real status.
        var more = await source.MoveNextAsync();
        if (more) exchange.FirstEventTicks = time.GetTimestamp();
        await using var line = new LiveLine(exchange.Response, streamed ? time : null, writer.KeepAlive, cancellationToken);
        if (more && streamed)
        {
            await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
            line.Begin();
        }
        while (more)
        {
            exchange.Answer.Add(source.Current);
            writer.Write(source.Current, exchange.Output);
            if (streamed) await FlushAsync(exchange, line);
            more = await source.MoveNextAsync();
        }
        if (exchange.Answer.Finish is null)
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The model server ended its answer without saying that it was done."));
        writer.End(exchange.Output);
        if (!streamed) await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
        await FlushAsync(exchange, line);
        exchange.CompletedWhole = true;
    }

    /// <summary>Tells the client: by a status before the first byte, by an event after it.</summary>
    public async Task FailAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var error = exchange.Error!;
        exchange.Output.ResetWrittenCount();
        var protocol = exchange.Protocol ?? RouteStep.Fallback;
        if (exchange.Status == 0)
        {
            protocol.WriteError(error, exchange.Request.RequestId, exchange.Output);
            await headers.StartErrorAsync(exchange, error, cancellationToken);
        }
        else if (exchange is { Writer: { } writer, Parsed.Request.Stream: true })
        {
            writer.Fail(error, exchange.Output);
        }
        else
        {
            // A whole body that broke off has no place for words; its end comes too early, and that says it.
            return;
        }
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
    }

    private static async ValueTask FlushAsync(Exchange exchange, LiveLine line)
    {
        if (exchange.Output.WrittenCount == 0) return;
        await line.WriteAsync(exchange.Output.WrittenMemory);
        exchange.Output.ResetWrittenCount();
    }
}

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
        exchange.FirstEventTicks = time.GetTimestamp();
        await using var line = new LiveLine(exchange.Response, streamed ? time : null);
        if (more && streamed) await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
        while (more)
        {
            exchange.Answer.Add(source.Current);
            writer.Write(source.Current, exchange.Output);
            if (streamed) await FlushAsync(exchange, line, cancellationToken);
            more = await source.MoveNextAsync();
        }
        if (exchange.Answer.Finish is null)
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The model server ended its answer without saying that it was done."));
        writer.End(exchange.Output);
        if (!streamed) await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
        await FlushAsync(exchange, line, cancellationToken);
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
        else
        {
            exchange.Writer!.Fail(error, exchange.Output);
        }
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
    }

    private static async ValueTask FlushAsync(Exchange exchange, LiveLine line, CancellationToken cancellationToken)
    {
        if (exchange.Output.WrittenCount == 0) return;
        await line.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
        exchange.Output.ResetWrittenCount();
    }
}

using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>Sends each event as soon as it came in. Without streaming it is the same road, with one write at its end.</summary>
internal sealed class StreamStep(ResponseHeaders headers, HistoryStep history, ResponsesStep responses, TimeProvider time)
{
    /// <param name="exchange">Of the request.</param>
    /// <param name="events">Of the answer.</param>
    /// <param name="stop">The caller wants no more: what there is of the answer is its end.</param>
    /// <param name="cancellationToken">Nobody can be told anything any more.</param>
    public async Task RunAsync(Exchange exchange, IAsyncEnumerable<ChatEvent> events, CancellationToken stop, CancellationToken cancellationToken)
    {
        var streamed = exchange.Parsed!.Request.Stream;
        var writer = exchange.Writer = exchange.Protocol!.CreateWriter(exchange.Parsed, ResponseHeaders.HeadOf(exchange, time));
        await using var source = events.GetAsyncEnumerator(stop);
        await using var line = new LiveLine(exchange.Response, streamed ? time : null, writer.KeepAlive, cancellationToken);
        // Until the first event, an error is still a real status: but no longer than proxies take silence for.
        var first = NextAsync().AsTask();
        if (streamed && !writer.KeepAlive.IsEmpty && !await IsSoonAsync(first)) await BeginSilentAsync(exchange, writer, line, first, cancellationToken);
        var more = await first;
        if (more) exchange.FirstEventTicks = time.GetTimestamp();
        if ((more || exchange.CutOff) && streamed && exchange.Status == 0)
        {
            await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
            line.Begin();
        }
        while (more)
        {
            exchange.Answer.Add(source.Current);
            exchange.Lease?.Saw(exchange.Answer);
            writer.Write(source.Current, exchange.Output);
            if (streamed) await FlushAsync(exchange, line);
            more = await NextAsync();
        }
        if (exchange.CutOff) WriteCancelled(exchange, writer);
        if (exchange.Answer.Finish is null)
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The model server ended its answer without saying that it was done."));
        await history.RememberAsync(exchange);
        await responses.RememberAsync(exchange);
        writer.End(exchange.Output);
        if (!streamed) await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
        await FlushAsync(exchange, line);
        exchange.CompletedWhole = true;

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await source.MoveNextAsync();
            }
            catch (Exception) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                exchange.CutOff = true;
                return false;
            }
        }
    }

    /// <summary>The answer's status is fixed from here on: an error becomes an event of the stream.</summary>
    private async Task BeginSilentAsync(Exchange exchange, IAnswerWriter writer, LiveLine line, Task first, CancellationToken cancellationToken)
    {
        try
        {
            await headers.StartAnswerAsync(exchange, writer.ContentType, cancellationToken);
        }
        catch
        {
            // Events that are being waited for can't be disposed of.
            await first.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
        await line.BeginSilentAsync();
    }

    private async Task<bool> IsSoonAsync(Task<bool> first)
    {
        try
        {
            await first.WaitAsync(LiveLine.Silence, time);
        }
        catch (TimeoutException) when (!first.IsCompleted)
        {
            return false;
        }
        catch (Exception) when (first.IsCompleted)
        {
            // Told by whoever awaits it.
        }
        return true;
    }

    /// <summary>A cancelled answer ends as others do, with what it took until then.</summary>
    private static void WriteCancelled(Exchange exchange, IAnswerWriter writer)
    {
        if (exchange.Answer.Finish is null) Add(new AnswerEnded(FinishReason.Cancelled));
        if (exchange.Answer.Usage is null) Add(new UsageReported(UsageEstimate.Of(exchange.Asking, exchange.Answer)));

        void Add(ChatEvent part)
        {
            exchange.Answer.Add(part);
            writer.Write(part, exchange.Output);
        }
    }

    /// <summary>Tells the client: by a status before the first byte, by an event after it.</summary>
    public async Task FailAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var error = exchange.Error!;
        exchange.Output.ResetWrittenCount();
        var protocol = exchange.Protocol ?? RouteStep.FallbackOf(exchange.Request);
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

using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Runtime;

/// <summary>Asks for an invocation, has it handled, and asks for the next: one at a time. For several at once there are several loops.</summary>
internal sealed class InvocationLoop(RuntimeApiEndpoint endpoint, IInvocationHandler handler, JsonLog log, bool alone = true)
{
    /// <summary>How long the end of an answer may take to be taken once the process is told to stop.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(300);

    /// <exception cref="RuntimeApiException">There is no Runtime API to work for any more.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var client = new RuntimeApiClient(endpoint);
        while (!stopping.IsCancellationRequested)
        {
            Invocation invocation;
            try
            {
                invocation = await client.NextAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            using (invocation) await AnswerAsync(client, invocation, stopping);
        }
    }

    private async Task AnswerAsync(RuntimeApiClient client, Invocation invocation, CancellationToken stopping)
    {
        using var response = new InvocationResponse(client, invocation.Id, stopping);
        response.Watch();
        InvocationScope.Enter(invocation, alone);
        try
        {
            await handler.HandleAsync(invocation, response, response.Gone);
            // A handler may return in peace from an answer that was cut short; that is no complete answer.
            if (response.Gone.IsCancellationRequested) await FailAsync(response, RuntimeError.Stopped);
            else await response.CompleteAsync(stopping);
        }
        catch (OperationCanceledException) when (response.Gone.IsCancellationRequested)
        {
            await FailAsync(response, RuntimeError.Stopped);
        }
        catch (InvocationRefusedException refused)
        {
            await FailAsync(response, refused.Error);
        }
#pragma warning disable CA1031 // Whatever went wrong with one invocation, the next one is served.
        catch (Exception unexpected) when (unexpected is not RuntimeApiException)
#pragma warning restore CA1031
        {
            log.Write(LogLevel.Error, "the invocation failed", invocation, unexpected);
            await FailAsync(response, RuntimeError.Unexpected);
        }
        if (response.Status >= 300) log.Write(LogLevel.Warning, $"the Runtime API answered {response.Status} to the response", invocation);

        async Task FailAsync(InvocationResponse failed, RuntimeError error)
        {
            using var patience = new CancellationTokenSource();
            await using var farewell = stopping.Register(() => patience.CancelAfter(Farewell));
            try
            {
                await failed.FailAsync(error, patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                client.Drop();
            }
        }
    }
}

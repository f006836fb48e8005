using LlmGateway.Core.Aws;

namespace LlmGateway.Core.Import;

/// <summary>Writes batches, side by side, until each item is in or known never to get in.</summary>
/// <param name="store">Where the items go.</param>
/// <param name="limit">How many batches at once.</param>
/// <param name="time">For pauses.</param>
/// <param name="chance">A number from 0 to 1, another one each time.</param>
/// <param name="reject">Told of items that the store does not take.</param>
internal sealed class BatchWriter(IBatchStore store, AdaptiveLimit limit, TimeProvider time, Func<double> chance, Action<ImportItem, string> reject)
{
    /// <summary>A store that takes nothing for so long won't soon.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>A network that carries nothing for so long won't soon.</summary>
    private static readonly TimeSpan NetworkPatience = TimeSpan.FromSeconds(30);

    /// <summary>A request that is not answered for so long is lost.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(20);

    private readonly Backoff _backoff = new(time, chance);
    private long _written;
    private long _retries;

    public int BatchSize => store.BatchSize;

    /// <summary>Items that are in.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Requests that had to be sent again, whole or in part.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Waits for a place, then begins to write.</summary>
    /// <returns>Done when all items are in, or rejected.</returns>
    public async ValueTask<Task> BeginAsync(IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        var round = await limit.EnterAsync(cancellationToken);
        return WriteAndLeaveAsync(items, round, cancellationToken);
    }

    private async Task WriteAndLeaveAsync(IReadOnlyList<ImportItem> items, int round, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(items, round, cancellationToken);
        }
        finally
        {
            limit.Leave();
        }
    }

    private async Task WriteAsync(IReadOnlyList<ImportItem> items, int round, CancellationToken cancellationToken)
    {
        var (left, lastProgress, clean) = (items, time.GetTimestamp(), true);
        for (var attempt = 0; left.Count > 0; attempt++)
        {
            Exception? failure = null;
            try
            {
                var unprocessed = await SendPatientlyAsync(left, cancellationToken);
                Interlocked.Add(ref _written, left.Count - unprocessed.Count);
                if (unprocessed.Count < left.Count) (attempt, lastProgress) = (0, time.GetTimestamp());
                left = unprocessed;
                if (left.Count == 0) break;
            }
            catch (AwsServiceException refused) when (IsThrottle(refused))
            {
                failure = refused;
            }
            catch (AwsServiceException refused) when (refused.Type == "ValidationException")
            {
                await DivideAsync(left, refused, round, cancellationToken);
                return;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                failure = broken;
            }
            if (time.GetElapsedTime(lastProgress) >= (failure is HttpRequestException or IOException ? NetworkPatience : Patience))
                throw new ImportException($"{store.Name} has taken nothing for a while: {failure?.Message ?? "all items came back unprocessed"}", failure);
            clean = false;
            round = limit.Throttled(round);
            Interlocked.Increment(ref _retries);
            await _backoff.PauseAsync(attempt, cancellationToken);
        }
        if (clean) limit.Succeeded();
    }

    /// <summary>One wrong item has a whole batch refused: halves find it.</summary>
    private async Task DivideAsync(IReadOnlyList<ImportItem> items, AwsServiceException refused, int round, CancellationToken cancellationToken)
    {
        if (items is [var guilty])
        {
            reject(guilty, $"is refused by {store.Name}: {refused.Detail ?? refused.Type}");
            return;
        }
        var half = items.Count / 2;
        await WriteAsync([.. items.Take(half)], round, cancellationToken);
        await WriteAsync([.. items.Skip(half)], round, cancellationToken);
    }

    private void Refuse(ImportItem item, string reason)
    {
        // It is not in, though it was not left out either.
        Interlocked.Decrement(ref _written);
        reject(item, reason);
    }

    /// <exception cref="IOException">There was no answer.</exception>
    private async Task<IReadOnlyList<ImportItem>> SendPatientlyAsync(IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(AnswerPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await store.PutAsync(items, Refuse, either.Token);
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"a request was not answered in {AnswerPatience.TotalSeconds:0} s", late);
        }
    }

    private static bool IsThrottle(AwsServiceException refused) => refused.Status is 429 or >= 500
        || refused.Type is "ProvisionedThroughputExceededException" or "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException";
}

using LlmGateway.Core.Requests;

namespace LlmGateway.Core.Sockets;

/// <summary>
/// Writes an answer's frames to their log while it runs: after 1 s, then at growing distances of at most 5 s, and at its end. An answer of T seconds takes
/// at most 3 + T / 5 writes, and each of its bytes is written once.
/// </summary>
internal sealed class FrameKeeper(RequestKey key, AnswerFrames frames, FrameLog log, Action<Exception> failed, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _kept;

    /// <summary>Until told to stop. A write that fails is done with the next.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = First;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, stop);
                await TryKeepAsync();
                pause = pause * 2 < Longest ? pause * 2 : Longest;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The answer is complete; what is left is written with its end.
        }
    }

    /// <summary>Writes what is not yet written.</summary>
    public async Task KeepAsync()
    {
        var texts = frames.Kept(_kept);
        if (texts.Count == 0) return;
        await log.AppendAsync(key, _kept, texts, CancellationToken.None);
        _kept += texts.Count;
    }

    private async Task TryKeepAsync()
    {
        try
        {
            await KeepAsync();
        }
#pragma warning disable CA1031 // The frames stay in memory, and go with the next write.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failed(failure);
        }
    }
}

using LlmGateway.Core.Answers;
using LlmGateway.Core.Telemetry;

namespace LlmGateway.Core.Pipeline;

/// <summary>A lease that this request has, renewed until it ends.</summary>
internal sealed class HeldLease
{
    private readonly AnswerLeases _leases;
    private readonly string _key;
    private readonly string _owner;
    private readonly ITelemetrySink _telemetry;
    private readonly PeriodicTimer _beat;
    private readonly Task _beating;
    private readonly TimeProvider _time;
    private readonly long _began;

    public HeldLease(AnswerLeases leases, string key, string owner, ITelemetrySink telemetry, TimeProvider time)
    {
        (_leases, _key, _owner, _telemetry, _time, _began) = (leases, key, owner, telemetry, time, time.GetTimestamp());
        _beat = new PeriodicTimer(AnswerLeases.Length / 3, time);
        _beating = BeatAsync();
    }

    /// <summary>Since it was taken.</summary>
    public TimeSpan Held => _time.GetElapsedTime(_began);

    /// <param name="release">There is no answer for those who wait: let the next one ask. After a kept answer the lease went with the item that it stood on.</param>
    public async Task EndAsync(bool release)
    {
        _beat.Dispose();
        await _beating;
        if (release) await TryAsync("giving a lease back", () => _leases.ReleaseAsync(_key, _owner, CancellationToken.None));
    }

    private async Task BeatAsync()
    {
        while (await _beat.WaitForNextTickAsync()) await TryAsync("renewing a lease", () => _leases.RenewAsync(_key, _owner, CancellationToken.None));
    }

    private async Task TryAsync(string what, Func<Task> step)
    {
        try
        {
            await step();
        }
#pragma warning disable CA1031 // A lease that is lost costs one more upstream call, and no answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _telemetry.Failure(_owner, what, failure);
        }
    }
}

using System.Text;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;

namespace LlmGateway.Core.Pipeline;

/// <summary>
/// A lease that this request has, renewed until it ends. Once somebody said that he would read the answer while it comes, each renewal brings what there is of it.
/// </summary>
internal sealed class HeldLease
{
    private static readonly TimeSpan Beat = AnswerLeases.Length / 3;

    /// <summary>While somebody reads.</summary>
    private static readonly TimeSpan QuickBeat = TimeSpan.FromSeconds(1);

    private readonly AnswerLeases _leases;
    private readonly string _key;
    private readonly string _owner;
    private readonly bool _shares;
    private readonly ITelemetrySink _telemetry;
    private readonly PeriodicTimer _beat;
    private readonly Task _beating;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly StringBuilder _words = new();
    private bool _awaited;
    private int _told;

    /// <param name="leases">Where it stands.</param>
    /// <param name="key">Of the answer.</param>
    /// <param name="owner">This request.</param>
    /// <param name="shares">Others may read the answer while it comes.</param>
    /// <param name="telemetry">Told of what fails.</param>
    /// <param name="time">The clock.</param>
    public HeldLease(AnswerLeases leases, string key, string owner, bool shares, ITelemetrySink telemetry, TimeProvider time)
    {
        (_leases, _key, _owner, _shares, _telemetry, _time, _began) = (leases, key, owner, shares, telemetry, time, time.GetTimestamp());
        _beat = new PeriodicTimer(Beat, time);
        _beating = BeatAsync();
    }

    /// <summary>Since it was taken.</summary>
    public TimeSpan Held => _time.GetElapsedTime(_began);

    /// <summary>There may be more of the answer.</summary>
    public void Saw(GatheredAnswer answer)
    {
        if (!_shares || _words.Length > SharedText.Most) return;
        lock (_words) answer.AppendTextTo(_words);
    }

    /// <param name="release">There is no answer for those who wait: let the next one ask. After a kept answer the lease went with the item that it stood on.</param>
    /// <param name="whole">The answer, where it ended by itself, though it is none to keep: who reads it has the rest of it. Null: it broke off.</param>
    public async Task EndAsync(bool release, GatheredAnswer? whole)
    {
        _beat.Dispose();
        await _beating;
        if (!release) return;
        var all = _told > 0 && whole is { Finish: { } reason and not FinishReason.Cancelled, Length: <= SharedText.Most } ? new SharedText(_owner, whole.Text, reason) : null;
        await TryAsync("giving a lease back", () => _leases.ReleaseAsync(_key, _owner, all, CancellationToken.None));
    }

    private async Task BeatAsync()
    {
        while (await _beat.WaitForNextTickAsync()) await TryAsync("renewing a lease", RenewAsync);
    }

    private async Task RenewAsync()
    {
        var words = _awaited ? Words() : null;
        var (_, awaited) = await _leases.RenewAsync(_key, _owner, words, CancellationToken.None);
        if (words is not null) _told = words.Length;
        if (_awaited || !awaited || !_shares) return;
        _awaited = true;
        _beat.Period = QuickBeat;
    }

    /// <returns>Null: there are no more than before, or too many.</returns>
    private string? Words()
    {
        lock (_words)
        {
            var length = _words.Length;
            // No half of a character is written.
            if (length > 0 && char.IsHighSurrogate(_words[^1])) length--;
            return length > _told && length <= SharedText.Most ? _words.ToString(0, length) : null;
        }
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

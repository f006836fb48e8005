using System.Collections.Concurrent;

namespace LlmGateway.Core.Answers;

/// <summary>How long whole answers of each model took lately, as this process saw it: nobody waits longer for another's answer than one of his own would take.</summary>
internal sealed class AnswerPace
{
    /// <summary>Enough to have a long answer among them.</summary>
    private const int Remembered = 16;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<TimeSpan>> _models = new(StringComparer.Ordinal);

    public void Saw(string alias, TimeSpan took)
    {
        var times = _models.GetOrAdd(alias, static _ => new());
        times.Enqueue(took);
        while (times.Count > Remembered) times.TryDequeue(out _);
    }

    /// <returns>The slowest of them; null: none was seen yet.</returns>
    public TimeSpan? Of(string alias) => _models.TryGetValue(alias, out var times) && !times.IsEmpty ? times.Max() : null;
}

using LlmGateway.Tool.Local;

namespace LlmGateway.EndToEnd.EdgeCases;

/// <summary>Keeps what a run tells of its requests.</summary>
internal sealed class LinesHeard : ILocalTrace
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    /// <summary>The first line of that kind, also one that is still to come.</summary>
    public Task<string> FirstAsync(Func<string, bool> wanted)
    {
        lock (_gate)
        {
            if (_lines.Find(line => wanted(line)) is { } line) return Task.FromResult(line);
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public void Step(string requestId, string text) => Note(text);

    public void Note(string text)
    {
        lock (_gate)
        {
            _lines.Add(text);
            foreach (var (wanted, found) in _waiting)
                if (wanted(text)) found.TrySetResult(text);
        }
    }
}

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>The last lines that a process wrote, for the message when it dies, and every line to whoever listens.</summary>
internal sealed class HandlerLog(Action<string> listener)
{
    private const int Kept = 40;
    private readonly Queue<string> _lines = new();
    private readonly Lock _gate = new();

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_gate)
        {
            if (_lines.Count == Kept) _lines.Dequeue();
            _lines.Enqueue(line);
        }
        listener(line);
    }

    /// <summary>The line that most likely says why: the first of an unhandled exception, else the last.</summary>
    public string? Telling
    {
        get
        {
            lock (_gate)
                return _lines.FirstOrDefault(line => line.StartsWith("Unhandled exception", StringComparison.Ordinal)) ?? _lines.LastOrDefault();
        }
    }
}

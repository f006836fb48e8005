using LlmGateway.Tool.Local;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>Pairs each request that the run traces with the status of its answer.</summary>
internal sealed class WireHeard : ILocalTrace
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _open = [];
    private readonly List<(string Request, int Status)> _answered = [];

    /// <summary>Forgets what was answered.</summary>
    public void Clear() { lock (_gate) _answered.Clear(); }

    /// <summary>Answered requests in the order of their answers, such as <c>POST /prod/v1/messages?beta=true</c>.</summary>
    public IReadOnlyList<(string Request, int Status)> Answered { get { lock (_gate) return [.. _answered]; } }

    public void Step(string requestId, string text)
    {
        lock (_gate)
        {
            // The trace's first line of a request names it, its last one tells the status: "200 after 12 ms".
            if (_open.TryAdd(requestId, text)) return;
            if (text.Split(' ') is [var status, "after", _, "ms"] && _open.Remove(requestId, out var request)) _answered.Add((request, int.Parse(status)));
        }
    }

    public void Note(string text) { }
}

using System.Collections;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>The latest calls, oldest first; a ring, so that a long run keeps its size.</summary>
internal sealed class SimulatedCalls(int capacity = 1024) : IEnumerable<SimulatedCall>
{
    private readonly Queue<SimulatedCall> _calls = new();
    private readonly Lock _gate = new();

    public int Count { get { lock (_gate) return _calls.Count; } }

    public void Add(SimulatedCall call)
    {
        lock (_gate)
        {
            if (_calls.Count == capacity) _calls.Dequeue();
            _calls.Enqueue(call);
        }
    }

    public void Clear() { lock (_gate) _calls.Clear(); }

    /// <summary>A snapshot: calls that come later are not in it.</summary>
    public IEnumerator<SimulatedCall> GetEnumerator()
    {
        lock (_gate) return _calls.ToList().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>
/// Puts tool calls one after the other. Servers send the arguments of parallel calls in turns, and text in between; clients' protocols have blocks that
/// end before the next one begins. What comes while a call's arguments are incomplete is held back until they are complete, or the answer ends.
/// </summary>
internal sealed class CallSequence
{
    private readonly Queue<Held> _held = [];
    private readonly Dictionary<int, Held> _heldCalls = [];
    private int? _open;
    private JsonProgress _progress = new();

    private bool Waits => _open is not null && !_progress.IsComplete;

    /// <summary>Text, reasoning, and whatever else has its place among the calls.</summary>
    public void Add(ChatEvent happened, List<ChatEvent> to)
    {
        if (Waits)
        {
            _held.Enqueue(new Held(happened));
            return;
        }
        _open = null;
        to.Add(happened);
    }

    public void Start(ToolCallStarted started, List<ChatEvent> to)
    {
        if (Waits)
        {
            var held = new Held(started);
            _held.Enqueue(held);
            _heldCalls[started.Index] = held;
            return;
        }
        Open(started, to);
    }

    public void Continue(ToolCallDelta delta, List<ChatEvent> to)
    {
        if (delta.Index == _open)
        {
            Emit(delta, to);
            if (!Waits) Release(to);
        }
        else if (_heldCalls.TryGetValue(delta.Index, out var held))
        {
            held.Arguments.Append(delta.ArgumentsJson);
        }
        // Else the call is complete and followed by others: more arguments could only break it.
    }

    /// <summary>The answer ends: what is incomplete stays so.</summary>
    public void End(List<ChatEvent> to)
    {
        while (_held.Count > 0)
        {
            _open = null;
            Release(to);
        }
    }

    private void Open(ToolCallStarted started, List<ChatEvent> to)
    {
        (_open, _progress) = (started.Index, new JsonProgress());
        to.Add(started);
    }

    private void Emit(ToolCallDelta delta, List<ChatEvent> to)
    {
        // Some servers announce "{}" and send the arguments afterwards. A call without arguments is written as {} anyway.
        if (_progress.IsEmpty && delta.ArgumentsJson is "{}") return;
        if (_progress.IsComplete && string.IsNullOrWhiteSpace(delta.ArgumentsJson)) return;
        _progress.Add(delta.ArgumentsJson);
        to.Add(delta);
    }

    private void Release(List<ChatEvent> to)
    {
        while (!Waits && _held.TryDequeue(out var held))
        {
            if (held.Happened is ToolCallStarted started)
            {
                _heldCalls.Remove(started.Index);
                Open(started, to);
                if (held.Arguments.Length > 0) Emit(new ToolCallDelta(started.Index, held.Arguments.ToString()), to);
            }
            else
            {
                _open = null;
                to.Add(held.Happened);
            }
        }
    }

    private sealed record Held(ChatEvent Happened)
    {
        public StringBuilder Arguments { get; } = new();
    }
}

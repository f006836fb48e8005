using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>
/// Makes of the events of a translated answer what clients' protocols promise: characters are whole, tool calls come one after the other with ids of their
/// own, a signature is one piece, and the reason why the answer ended fits what is in it.
/// </summary>
/// <param name="thinkTags">The model writes its reasoning into the text.</param>
internal sealed class AnswerNormalizer(bool thinkTags)
{
    private readonly WholeCharacters _text = new(), _reasoning = new();
    private readonly Dictionary<int, WholeCharacters> _arguments = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly CallSequence _sequence = new();
    private readonly ThinkTags? _tags = thinkTags ? new ThinkTags() : null;
    private readonly List<ChatEvent> _tagged = [];
    private StringBuilder? _signature;
    private AnswerEnded? _ended;

    /// <summary>The model server said that the answer is complete.</summary>
    public bool HasEnded => _ended is not null;

    public void Add(ChatEvent happened, List<ChatEvent> to)
    {
        switch (happened)
        {
            case TextDelta delta:
                if (_text.Take(delta.Text) is { Length: > 0 } text) AddText(text, to);
                break;
            case ReasoningDelta delta:
                if (_reasoning.Take(delta.Text) is { Length: > 0 } thought) Place(new ReasoningDelta(thought), to);
                break;
            case ReasoningSigned { Signature.Length: > 0 } signed:
                EndText(to);
                (_signature ??= new StringBuilder()).Append(signed.Signature);
                break;
            case ReasoningSigned:
                break;
            case ToolCallStarted started:
                EndText(to);
                EndThought(to);
                _sequence.Start(started with { Id = IdOf(started.Id) }, to);
                break;
            case ToolCallDelta delta:
                if (!_arguments.TryGetValue(delta.Index, out var characters)) characters = _arguments[delta.Index] = new WholeCharacters();
                if (characters.Take(delta.ArgumentsJson) is { Length: > 0 } piece) _sequence.Continue(delta with { ArgumentsJson = piece }, to);
                break;
            case AnswerEnded ended:
                // A server can repeat it, and name the true reason in one of the places only.
                if (_ended is null || _ended.Reason == FinishReason.Stop) _ended = ended;
                break;
            case UsageReported or AnswerNamed or GuardrailTraced or SourcesRetrieved or WirePayload:
                to.Add(happened);
                break;
            default:
                EndText(to);
                Place(happened, to);
                break;
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void End(List<ChatEvent> to)
    {
        Flush(to);
        if (_ended is not { } ended) return;
        to.Add(ended.Reason switch
        {
            FinishReason.Stop when _ids.Count > 0 => new AnswerEnded(FinishReason.ToolCalls),
            FinishReason.ToolCalls when _ids.Count == 0 => new AnswerEnded(FinishReason.Stop),
            _ => ended,
        });
    }

    /// <summary>What was held back goes out, since the answer broke off.</summary>
    public void Flush(List<ChatEvent> to)
    {
        EndText(to);
        EndThought(to);
        foreach (var (index, characters) in _arguments)
            if (characters.Rest() is { Length: > 0 } rest) _sequence.Continue(new ToolCallDelta(index, rest), to);
        _sequence.End(to);
    }

    private void AddText(string text, List<ChatEvent> to)
    {
        if (_tags is null)
        {
            Place(new TextDelta(text), to);
            return;
        }
        _tags.Add(text, _tagged);
        PlaceTagged(to);
    }

    private void EndText(List<ChatEvent> to)
    {
        if (_text.Rest() is { Length: > 0 } rest) AddText(rest, to);
        _tags?.End(_tagged);
        PlaceTagged(to);
    }

    private void PlaceTagged(List<ChatEvent> to)
    {
        foreach (var one in _tagged) Place(one, to);
        _tagged.Clear();
    }

    private void Place(ChatEvent happened, List<ChatEvent> to)
    {
        if (_signature is not null) EndThought(to);
        _sequence.Add(happened, to);
    }

    private void EndThought(List<ChatEvent> to)
    {
        if (_reasoning.Rest() is { Length: > 0 } rest) _sequence.Add(new ReasoningDelta(rest), to);
        if (_signature is not { } signature) return;
        _signature = null;
        _sequence.Add(new ReasoningSigned(signature.ToString()), to);
    }

    // Clients find a call's result by its id: one that is missing, or was another call's, would mix them up.
    private string IdOf(string given)
    {
        var id = given.Length > 0 && !_ids.Contains(given) ? given : $"call_{Guid.NewGuid():N}";
        _ids.Add(id);
        return id;
    }
}

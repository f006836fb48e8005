using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>A stream of events, gathered: for answers that go out whole, and for the cache.</summary>
internal sealed class GatheredAnswer
{
    private readonly StringBuilder _text = new();
    private readonly List<GatheredCall> _calls = [];
    private readonly List<GatheredThought> _thoughts = [];

    public string Text => _text.ToString();

    /// <summary>What of <see cref="Text"/> a copy has not yet.</summary>
    public void AppendTextTo(StringBuilder copy) => copy.Append(_text, copy.Length, _text.Length - copy.Length);

    /// <summary>Characters of <see cref="Text"/>.</summary>
    public int Length => _text.Length;

    /// <summary>Characters that the model made: text, thoughts, and arguments of tool calls.</summary>
    public int MadeLength => _text.Length + _calls.Sum(call => call.Name.Length + call.Arguments.Length) + _thoughts.Sum(thought => thought.Made.Length);

    /// <summary>What the model thought, in its order.</summary>
    public IReadOnlyList<GatheredThought> Thoughts => _thoughts;

    public IReadOnlyList<GatheredCall> ToolCalls => _calls;

    /// <summary>What the model was shown; null: it had to do without knowledge.</summary>
    public SourcesRetrieved? Sources { get; private set; }

    public FinishReason? Finish { get; private set; }

    /// <summary>The stop sequence that ended it.</summary>
    public string? StopSequence { get; private set; }

    /// <summary>What a guardrail found, in its provider's form; null: nobody asked.</summary>
    public ReadOnlyMemory<byte>? GuardrailTrace { get; private set; }
    public TokenUsage? Usage { get; private set; }

    /// <summary>There is more in the answer than was gathered: <see cref="UntoldContent"/>.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The model server's own name of the answer; null: it gave none.</summary>
    public string? Id { get; private set; }

    public void Add(ChatEvent part)
    {
        switch (part)
        {
            case TextDelta delta: _text.Append(delta.Text); break;
            case ToolCallStarted started: _calls.Add(new GatheredCall(started.Id, started.Name)); break;
            // Of a copied answer that was read in part, a call's beginning can be missing.
            case ToolCallDelta delta when delta.Index < _calls.Count: _calls[delta.Index].Arguments.Append(delta.ArgumentsJson); break;
            case SourcesRetrieved sources: Sources = sources; break;
            case ReasoningDelta delta: OpenThought().Made.Append(delta.Text); break;
            case ReasoningSigned signed: OpenThought().Signature = signed.Signature; break;
            case RedactedReasoning redacted: _thoughts.Add(new GatheredThought(redacted.Data)); break;
            case GuardrailTraced traced: GuardrailTrace = traced.TraceJson; break;
            case AnswerEnded ended: (Finish, StopSequence) = (ended.Reason, ended.StopSequence); break;
            case UsageReported reported: Usage = reported.Usage; break;
            case AnswerNamed named: Id = named.Id; break;
            case UntoldContent: HasMore = true; break;
            case WirePayload payload:
                foreach (var meaning in payload.Meaning) Add(meaning);
                break;
        }
    }

    /// <summary>A signature ends a thought; what comes after it is another one.</summary>
    private GatheredThought OpenThought()
    {
        if (_thoughts is not [.., { Redacted: null, Signature: null }]) _thoughts.Add(new GatheredThought(null));
        return _thoughts[^1];
    }
}

/// <summary>A thought, so far.</summary>
/// <param name="Redacted">What the provider keeps to itself, as base64; null: it is shown.</param>
internal sealed record GatheredThought(string? Redacted)
{
    public StringBuilder Made { get; } = new();
    public string? Signature { get; set; }
    public string Text => Made.ToString();
}

/// <summary>A tool call, with the arguments so far.</summary>
internal sealed record GatheredCall(string Id, string Name)
{
    public StringBuilder Arguments { get; } = new();

    /// <summary>A JSON object: a call without arguments is <c>{}</c>.</summary>
    public string ArgumentsJson => Arguments.Length == 0 ? "{}" : Arguments.ToString();
}

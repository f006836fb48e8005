using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>A stream of events, gathered: for answers that go out whole, and for the cache.</summary>
internal sealed class GatheredAnswer
{
    private readonly StringBuilder _text = new();
    private readonly List<GatheredCall> _calls = [];

    public string Text => _text.ToString();

    /// <summary>Characters of <see cref="Text"/>.</summary>
    public int Length => _text.Length;

    /// <summary>Characters that the model made: text, and arguments of tool calls.</summary>
    public int MadeLength => _text.Length + _calls.Sum(call => call.Name.Length + call.Arguments.Length);

    public IReadOnlyList<GatheredCall> ToolCalls => _calls;

    /// <summary>What the model was shown; null: it had to do without knowledge.</summary>
    public SourcesRetrieved? Sources { get; private set; }

    public FinishReason? Finish { get; private set; }
    public TokenUsage? Usage { get; private set; }

    public void Add(ChatEvent part)
    {
        switch (part)
        {
            case TextDelta delta: _text.Append(delta.Text); break;
            case ToolCallStarted started: _calls.Add(new GatheredCall(started.Id, started.Name)); break;
            case ToolCallDelta delta: _calls[delta.Index].Arguments.Append(delta.ArgumentsJson); break;
            case SourcesRetrieved sources: Sources = sources; break;
            case AnswerEnded ended: Finish = ended.Reason; break;
            case UsageReported reported: Usage = reported.Usage; break;
            case WirePayload payload:
                foreach (var meaning in payload.Meaning) Add(meaning);
                break;
        }
    }
}

/// <summary>A tool call, with the arguments so far.</summary>
internal sealed record GatheredCall(string Id, string Name)
{
    public StringBuilder Arguments { get; } = new();

    /// <summary>A JSON object: a call without arguments is <c>{}</c>.</summary>
    public string ArgumentsJson => Arguments.Length == 0 ? "{}" : Arguments.ToString();
}

using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>Undoes an <see cref="AnswerTool"/> in one answer: its arguments become text, and the other calls count from 0 again.</summary>
internal sealed class AnswerToolReader(AnswerTool tool)
{
    private readonly Dictionary<int, int> _calls = [];
    private int? _answer;

    /// <summary>What an event means to the caller; null: nothing.</summary>
    public ChatEvent? Read(ChatEvent happened)
    {
        switch (happened)
        {
            case ToolCallStarted { Name: var name, Index: var index } when name == tool.Name:
                // A second answer would spoil the first.
                _answer ??= index;
                return null;
            case ToolCallStarted started:
                return started with { Index = _calls[started.Index] = _calls.Count };
            case ToolCallDelta delta when delta.Index == _answer:
                return new TextDelta(delta.ArgumentsJson);
            case ToolCallDelta delta:
                return _calls.TryGetValue(delta.Index, out var dense) ? delta with { Index = dense } : null;
            case TextDelta when tool.MustCall:
                return null;
            case AnswerEnded { Reason: FinishReason.ToolCalls } ended when _answer is not null && _calls.Count == 0:
                return ended with { Reason = FinishReason.Stop };
            default:
                return happened;
        }
    }
}

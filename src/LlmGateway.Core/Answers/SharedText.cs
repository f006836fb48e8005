using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Answers;

/// <summary>What another request has of its answer, and lets others read while more of it comes.</summary>
/// <param name="Owner">That request.</param>
/// <param name="Text">From the beginning.</param>
/// <param name="Ended">There is no more of it, and it is not kept; null: more may come.</param>
internal sealed record SharedText(string Owner, string Text, FinishReason? Ended)
{
    /// <summary>Longer answers are read when they are whole: each look reads all of it.</summary>
    public const int Most = 32_000;
}

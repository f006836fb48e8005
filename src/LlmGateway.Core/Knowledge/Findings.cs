using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Knowledge;

/// <summary>What one source had for a question, or why it has no part in the answer.</summary>
internal sealed record Findings(string Source, IReadOnlyList<Passage> Passages, string? LeftOut = null)
{
    /// <summary>The caller may not read the scope, or the source.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>The request names no scope, and the source has nothing without one.</summary>
    public const string NoScope = "no_scope";

    /// <summary>The request has no question in words.</summary>
    public const string NoQuestion = "no_question";

    /// <summary>It took longer than its deadline.</summary>
    public const string Timeout = "timeout";

    /// <summary>It broke; the operator's log says how.</summary>
    public const string Failed = "failed";

    /// <summary>Asked again, it may have something.</summary>
    public bool Broke => LeftOut is Timeout or Failed;

    public StoreReport ToReport() => new(Source, Passages.Count, LeftOut);
}

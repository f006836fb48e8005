using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Answers;

/// <summary>An answer from the table.</summary>
/// <param name="Text">All of it.</param>
/// <param name="UpstreamModel">The model that once gave it.</param>
/// <param name="Usage">What it took then; null for answers that no model gave.</param>
internal sealed record CachedAnswer(string Text, string? UpstreamModel, TokenUsage? Usage)
{
    /// <summary>Where it is kept; hits are counted there.</summary>
    public string Key { get; init; } = "";

    /// <summary>An operator put it in.</summary>
    public bool IsImported { get; init; }

    /// <summary>The question that it was given to, where that asks the same in other words; null: the same question.</summary>
    public NearQuestion? Near { get; init; }

    /// <summary>It may still be given, and wants renewing.</summary>
    public bool Stale { get; init; }
}

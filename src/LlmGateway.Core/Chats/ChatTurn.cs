using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Chats;

/// <summary>A question and its answer.</summary>
public sealed record ChatTurn
{
    /// <summary>Of its request, as the client knows it; null: it was kept before turns had names.</summary>
    public string? RequestId { get; init; }

    /// <summary>The earlier turn that it took the place of, with all that came between; null: none.</summary>
    public string? Replaces { get; init; }

    public required string Question { get; init; }

    public required string Answer { get; init; }

    /// <summary>The alias that answered.</summary>
    public string? Model { get; init; }

    /// <summary>When the question came.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    public FinishReason Finish { get; init; } = FinishReason.Stop;

    public TokenUsage? Usage { get; init; }

    public decimal? CostUsd { get; init; }
}

/// <summary>A chat in the list of its owner's.</summary>
/// <param name="Id">Of the chat.</param>
/// <param name="Title">The beginning of its first question, unless its owner named it.</param>
/// <param name="UpdatedAt">When its last answer ended.</param>
/// <param name="Turns">Questions with an answer.</param>
public sealed record ChatSummary(string Id, string Title, DateTimeOffset UpdatedAt, int Turns);

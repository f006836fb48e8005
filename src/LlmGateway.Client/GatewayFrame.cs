namespace LlmGateway.Client;

/// <summary>A piece of an answer. The last one says how it ended.</summary>
public sealed record GatewayFrame
{
    /// <summary>More of the answer; often empty in the last frame.</summary>
    public required string Text { get; init; }

    /// <summary>Counts an answer's frames, from 0.</summary>
    public required int Sequence { get; init; }

    /// <summary>Of the request: by it, another client of the same identity cancels the answer.</summary>
    public required string RequestId { get; init; }

    /// <summary>Continues the chat in <see cref="GatewayPrompt.ChatId"/>.</summary>
    public required string ChatId { get; init; }

    /// <summary>The answer comes from the gateway's cache.</summary>
    public bool IsCached { get; init; }

    /// <summary>Nothing follows.</summary>
    public bool IsLast { get; init; }

    /// <summary><c>stop</c>, <c>length</c>, <c>content_filter</c> or <c>cancelled</c>; null before the last frame.</summary>
    public string? FinishReason { get; init; }

    /// <summary>What the answer took; null before the last frame.</summary>
    public GatewayUsage? Usage { get; init; }

    /// <summary>The model that answered; null before the last frame.</summary>
    public string? Model { get; init; }
}

/// <summary>What an answer took.</summary>
/// <param name="InputTokens">Of the prompt.</param>
/// <param name="OutputTokens">Of the answer.</param>
/// <param name="CostUsd">US dollars; null where the gateway knows no price.</param>
public sealed record GatewayUsage(int InputTokens, int OutputTokens, decimal? CostUsd);

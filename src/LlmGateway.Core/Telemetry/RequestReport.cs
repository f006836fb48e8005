using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Telemetry;

/// <summary>What one request came to: all that logs and metrics are made of. Lengths, never contents.</summary>
public sealed record RequestReport
{
    public required string RequestId { get; init; }

    /// <summary>The route's template, such as <c>/v1/chat/completions</c>; never the path as sent.</summary>
    public required string Route { get; init; }

    public required string Subject { get; init; }

    /// <summary>The caller's name, where one is known: of an API key, of a person.</summary>
    public string? Caller { get; init; }

    /// <summary>HTTP status as sent; 499 when the client went away before there was one.</summary>
    public required int Status { get; init; }

    /// <summary>The alias that answered; null: none was reached.</summary>
    public string? Model { get; init; }

    public string? UpstreamModel { get; init; }
    public ErrorKind? Error { get; init; }

    /// <summary>The error in the gateway's own words; null: there is none, or all its words are of the caller or of the model server.</summary>
    public string? ErrorLog { get; init; }

    /// <summary>The error as the client is told. It may quote the request: it stays out of logs, unless the operator wants contents in them.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The request field at fault.</summary>
    public string? ErrorField { get; init; }

    /// <summary>The code that the model server gave.</summary>
    public string? ErrorCode { get; init; }

    public CacheState Cache { get; init; }
    public bool Streamed { get; init; }

    /// <summary>The client went away before the end.</summary>
    public bool Cancelled { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>From the request's arrival to the answer's first event; null: none came.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    public TokenUsage? Usage { get; init; }

    /// <summary><see cref="Usage"/> is counted from lengths (4 characters a token): the upstream never said.</summary>
    public bool UsageEstimated { get; init; }

    /// <summary>US dollars; null: no price is known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>What a cached answer took when the model gave it, and did not take now.</summary>
    public TokenUsage? Saved { get; init; }

    /// <summary>US dollars of <see cref="Saved"/>; null: no price is known.</summary>
    public decimal? SavedUsd { get; init; }

    public FinishReason? Finish { get; init; }
    public int RequestBytes { get; init; }

    /// <summary>Tells equal bodies from others without showing them: the beginning of their SHA-256. Null: there was none.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Characters of text in the answer.</summary>
    public int AnswerLength { get; init; }
}

/// <summary>What the answer cache did for a request.</summary>
public enum CacheState
{
    /// <summary>There is none, or it does not apply.</summary>
    Off,
    Hit,
    Miss,

    /// <summary>An answer was given to a question that asks the same in other words.</summary>
    Near,

    /// <summary>An old answer was given, and is renewed for the next one who asks.</summary>
    Stale,
}

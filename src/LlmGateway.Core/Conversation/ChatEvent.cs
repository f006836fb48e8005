namespace LlmGateway.Core.Conversation;

/// <summary>One thing that happens while an answer is made. A stream of them is an answer.</summary>
public abstract record ChatEvent;

/// <summary>More text.</summary>
public sealed record TextDelta(string Text) : ChatEvent;

/// <summary>The model begins a tool call.</summary>
/// <param name="Index">Dense from 0 within the answer.</param>
/// <param name="Id">The id that the tool's result will name.</param>
/// <param name="Name">The tool.</param>
public sealed record ToolCallStarted(int Index, string Id, string Name) : ChatEvent;

/// <summary>More of a tool call's arguments: a fragment of JSON.</summary>
public sealed record ToolCallDelta(int Index, string ArgumentsJson) : ChatEvent;

/// <summary>More of what the model thinks before it speaks.</summary>
public sealed record ReasoningDelta(string Text) : ChatEvent;

/// <summary>The thought is complete, and this proves whose it is. Ends a block of thought.</summary>
public sealed record ReasoningSigned(string Signature) : ChatEvent;

/// <summary>A whole thought that the provider keeps to itself.</summary>
/// <param name="Data">Base64, opaque.</param>
public sealed record RedactedReasoning(string Data) : ChatEvent;

/// <summary>What a guardrail found.</summary>
/// <param name="TraceJson">In the provider's own form, as UTF-8.</param>
public sealed record GuardrailTraced(ReadOnlyMemory<byte> TraceJson) : ChatEvent;

/// <summary>What the prompt was enriched with. Comes once, before the first word.</summary>
public sealed record SourcesRetrieved(IReadOnlyList<RetrievedSource> Sources) : ChatEvent
{
    /// <summary>What each store gave, in their order.</summary>
    public IReadOnlyList<StoreReport> Stores { get; init; } = [];
}

/// <summary>What a store of knowledge gave for an answer.</summary>
/// <param name="Store">Its name.</param>
/// <param name="Passages">How many passages the model was shown.</param>
/// <param name="LeftOut">Why it has no part in the answer; null: it has.</param>
public sealed record StoreReport(string Store, int Passages, string? LeftOut = null);

/// <summary>A passage of the operator's knowledge that the model was shown.</summary>
/// <param name="Id">The mark by which the answer cites it.</param>
/// <param name="Source">The store that it is from.</param>
/// <param name="Title">To show; null: it has none.</param>
/// <param name="Uri">Where the whole stands; null: nowhere that a client could look.</param>
/// <param name="Text">What the model read.</param>
public sealed record RetrievedSource(string Id, string Source, string? Title, string? Uri, string Text);

/// <summary>The name by which the model server keeps this answer.</summary>
public sealed record AnswerNamed(string Id) : ChatEvent;

/// <summary>The model is done; <see cref="UsageReported"/> may still follow.</summary>
public sealed record AnswerEnded(FinishReason Reason) : ChatEvent
{
    /// <summary>The stop sequence that ended it; null: none, or the model does not say.</summary>
    public string? StopSequence { get; init; }
}

/// <summary>A copied answer holds something that no other event tells, such as citations or a second choice.</summary>
public sealed record UntoldContent : ChatEvent
{
    private UntoldContent() { }

    public static UntoldContent Instance { get; } = new();
}

/// <summary>What the answer took. The last one wins.</summary>
public sealed record UsageReported(TokenUsage Usage) : ChatEvent;

/// <summary>
/// A piece of an answer in the caller's own protocol, to be copied as it is; what it means stands beside it.
/// A streamed piece is one server-sent event or its data; otherwise it is the whole response body.
/// </summary>
/// <param name="Payload">The bytes to copy; valid until the next event is asked for.</param>
/// <param name="Meaning">What it says, for cache, usage and metrics.</param>
public sealed record WirePayload(ReadOnlyMemory<byte> Payload, IReadOnlyList<ChatEvent> Meaning) : ChatEvent
{
    /// <summary>Set: <see cref="Payload"/> is an event of a <c>text/event-stream</c> with all its lines, and its JSON begins there.</summary>
    public int? JsonAt { get; init; }
}

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model was done, or a stop sequence came.</summary>
    Stop,

    /// <summary>The token limit was reached.</summary>
    Length,

    /// <summary>The model wants tools called.</summary>
    ToolCalls,

    /// <summary>A filter or guardrail stepped in.</summary>
    ContentFilter,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}

/// <summary>Tokens of one answer. <see cref="InputTokens"/> includes cache reads and writes.</summary>
public sealed record TokenUsage(int InputTokens, int OutputTokens, int CacheReadTokens = 0, int CacheWriteTokens = 0)
{
    /// <summary>Those of <see cref="OutputTokens"/> that were spent on thinking.</summary>
    public int ReasoningTokens { get; init; }
}

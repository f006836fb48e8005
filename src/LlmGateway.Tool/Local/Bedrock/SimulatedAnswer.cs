namespace LlmGateway.Tool.Local.Bedrock;

internal enum AnswerBlockKind
{
    Reasoning,

    /// <summary>A thought that the provider keeps to itself: base64, in one piece.</summary>
    Redacted,
    Text,
    ToolUse,
}

/// <summary>A content block, cut into the tokens it will be streamed in.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Pieces">Joined: the text, or the tool's arguments as JSON.</param>
/// <param name="ToolId">Of tool use.</param>
/// <param name="ToolName">Of tool use.</param>
internal sealed record AnswerBlock(AnswerBlockKind Kind, IReadOnlyList<string> Pieces, string? ToolId = null, string? ToolName = null)
{
    public string Text => string.Concat(Pieces);
}

/// <summary>All that the model will say, decided before it says the first word.</summary>
/// <param name="Blocks">In order.</param>
/// <param name="StopReason">Bedrock's word.</param>
/// <param name="StopSequence">The one that ended it.</param>
/// <param name="Usage">To report.</param>
internal sealed record SimulatedAnswer(IReadOnlyList<AnswerBlock> Blocks, string StopReason, string? StopSequence, SimulatedUsage Usage)
{
    /// <summary>Converse tells <see cref="StopSequence"/>, too.</summary>
    public bool TellsStopSequence { get; init; }

    /// <summary>What a guardrail found; null: none was asked, or none was to tell.</summary>
    public System.Text.Json.Nodes.JsonObject? GuardrailTrace { get; init; }
}

internal sealed record SimulatedUsage(int InputTokens, int OutputTokens, int CacheReadInputTokens, int CacheWriteInputTokens)
{
    public int TotalTokens => InputTokens + OutputTokens + CacheReadInputTokens + CacheWriteInputTokens;
}

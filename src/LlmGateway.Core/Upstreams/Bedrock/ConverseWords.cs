using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Converse's names for what <c>Conversation</c> calls otherwise.</summary>
internal static class ConverseWords
{
    public static FinishReason Finish(string? stopReason) => stopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "guardrail_intervened" or "content_filtered" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    /// <summary>Bedrock counts what came from, and went into, its prompt cache apart; we count it as input, too.</summary>
    public static TokenUsage Usage(JsonElement usage)
    {
        var read = Number(usage, "cacheReadInputTokens"u8);
        var written = Number(usage, "cacheWriteInputTokens"u8);
        return new TokenUsage(Number(usage, "inputTokens"u8) + read + written, Number(usage, "outputTokens"u8), read, written);
    }

    private static int Number(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;
}

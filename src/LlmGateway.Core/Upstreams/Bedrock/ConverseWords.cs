using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Converse's names for what <c>Conversation</c> calls otherwise.</summary>
internal static class ConverseWords
{
    /// <summary>The end of an answer.</summary>
    /// <param name="said">What holds <c>stopReason</c>: the whole answer, or its last event.</param>
    /// <param name="call">Whose answer.</param>
    /// <exception cref="GatewayException">The model said something that Bedrock could not read.</exception>
    public static AnswerEnded Ended(JsonElement said, UpstreamCall call)
    {
        var reason = AnswerJson.Text(said, "stopReason"u8);
        if (reason is "malformed_model_output" or "malformed_tool_use")
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"'{call.Model.Alias}' gave an answer that Bedrock could not read; try again."));
        return new AnswerEnded(Finish(reason)) { StopSequence = reason == "stop_sequence" ? Stop(said, call.Request.StopSequences) : null };
    }

    /// <summary>Bedrock counts what came from, and went into, its prompt cache apart; we count it as input, too.</summary>
    public static TokenUsage Usage(JsonElement usage)
    {
        var read = Number(usage, "cacheReadInputTokens"u8);
        var written = Number(usage, "cacheWriteInputTokens"u8);
        return new TokenUsage(Number(usage, "inputTokens"u8) + read + written, Number(usage, "outputTokens"u8), read, written);
    }

    /// <summary>What a guardrail found; null: none was asked to tell.</summary>
    public static GuardrailTraced? Trace(JsonElement said) =>
        AnswerJson.Member(AnswerJson.Object(said, "trace"u8), "guardrail"u8) is { ValueKind: not JsonValueKind.Undefined } guardrail
            ? new GuardrailTraced(JsonMarshal.GetRawUtf8Value(guardrail).ToArray()) : null;

    private static FinishReason Finish(string? reason) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "guardrail_intervened" or "content_filtered" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    // Converse tells that one came, and of Claude which, if it was asked to; of one alone we know.
    private static string? Stop(JsonElement said, IReadOnlyList<string> stops) =>
        AnswerJson.Text(AnswerJson.Object(said, "additionalModelResponseFields"u8), "stop_sequence"u8) ?? (stops.Count == 1 ? stops[0] : null);

    private static int Number(JsonElement parent, ReadOnlySpan<byte> name) => AnswerJson.Number(parent, name) ?? 0;
}

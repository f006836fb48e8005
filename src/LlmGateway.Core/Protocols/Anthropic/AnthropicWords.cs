using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Anthropic's names for what <c>Conversation</c> calls otherwise.</summary>
internal static class AnthropicWords
{
    public static string StopReason(FinishReason reason, string? stopSequence) => reason switch
    {
        FinishReason.Stop when stopSequence is not null => "stop_sequence",
        FinishReason.Length => "max_tokens",
        FinishReason.ToolCalls => "tool_use",
        FinishReason.ContentFilter => "refusal",
        _ => "end_turn",
    };

    public static FinishReason Finish(string? stopReason) => stopReason switch
    {
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "refusal" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    /// <summary>Why a message ended: its last members, and those of the delta that ends a stream.</summary>
    /// <param name="finish">Null: it has not ended.</param>
    /// <param name="stopSequence">That ended it; null: none.</param>
    /// <param name="json">Where to.</param>
    public static void WriteEnd(FinishReason? finish, string? stopSequence, Utf8JsonWriter json)
    {
        json.WriteString("stop_reason"u8, finish is { } reason ? StopReason(reason, stopSequence) : null);
        json.WriteString("stop_sequence"u8, stopSequence);
        if (finish == FinishReason.ContentFilter)
        {
            json.WriteStartObject("stop_details"u8);
            json.WriteString("type"u8, "refusal"u8);
            json.WriteNull("category"u8);
            json.WriteNull("explanation"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("stop_details"u8);
        }
        json.WriteNull("container"u8);
    }

    /// <summary>Anthropic counts what came from, and went into, its prompt cache apart.</summary>
    /// <param name="usage">What the answer took.</param>
    /// <param name="json">Where to.</param>
    /// <param name="isWhole">Of a message, which says where it was made, too; else of the delta that ends a stream.</param>
    public static void WriteUsage(TokenUsage usage, Utf8JsonWriter json, bool isWhole)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputTokens - usage.CacheReadTokens - usage.CacheWriteTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWriteTokens);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CacheReadTokens);
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        if (usage.ReasoningTokens > 0)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, usage.ReasoningTokens);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("output_tokens_details"u8);
        }
        json.WriteNull("server_tool_use"u8);
        if (isWhole)
        {
            json.WriteNull("cache_creation"u8);
            json.WriteNull("inference_geo"u8);
            json.WriteNull("service_tier"u8);
        }
        json.WriteEndObject();
    }

    /// <summary>What a guardrail found, as Bedrock tells it to Anthropic's clients.</summary>
    public static void WriteTrace(ReadOnlyMemory<byte>? trace, Utf8JsonWriter json)
    {
        if (trace is not { } found) return;
        json.WritePropertyName("amazon-bedrock-trace"u8);
        json.WriteRawValue(found.Span);
    }

    /// <summary>A source that the prompt was enriched with: what stood in it, whole.</summary>
    public static void WriteCitation(RetrievedSource source, int index, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "search_result_location"u8);
        json.WriteString("cited_text"u8, source.Text);
        json.WriteString("source"u8, source.Uri ?? source.Source);
        json.WriteString("title"u8, source.Title);
        json.WriteNumber("search_result_index"u8, index);
        json.WriteNumber("start_block_index"u8, 0);
        json.WriteNumber("end_block_index"u8, 1);
        json.WriteEndObject();
    }
}

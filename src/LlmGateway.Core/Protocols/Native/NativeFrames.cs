using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Native;

/// <summary>Writes the frames of one answer. The booleans are strings: clients of the original AWS sample compare them so.</summary>
/// <param name="chatId">Echoed in each.</param>
/// <param name="requestId">Echoed in each.</param>
internal sealed class NativeFrames(string chatId, string requestId)
{
    public NativeFrames(ParsedChat parsed, AnswerHead head) : this(parsed.ChatId ?? head.RequestId, parsed.RequestId ?? head.RequestId)
    {
    }

    public void Text(Utf8JsonWriter json, string completion, int seq)
    {
        Open(json, completion, seq, more: true, cached: false);
        json.WriteEndObject();
    }

    public void Last(Utf8JsonWriter json, string completion, int seq, FinishReason reason, TokenUsage? usage, AnswerHead head, SourcesRetrieved? sources = null)
    {
        Open(json, completion, seq, more: false, head.FromCache);
        json.WriteString("finish_reason"u8, Word(reason));
        if (usage is not null)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("input_tokens"u8, usage.InputTokens);
            json.WriteNumber("output_tokens"u8, usage.OutputTokens);
            if (head.Cost(usage) is { } cost) json.WriteNumber("cost_usd"u8, cost);
            json.WriteEndObject();
        }
        json.WriteString("model"u8, head.Model);
        if (sources is not null) NativeCitations.Write(json, sources);
        json.WriteEndObject();
    }

    public void Error(Utf8JsonWriter json, int seq, GatewayError error)
    {
        Open(json, "", seq, more: false, cached: false);
        WriteError(json, error);
        json.WriteEndObject();
    }

    /// <summary>The member <c>error</c>, the same in a frame and in a refused request.</summary>
    public static void WriteError(Utf8JsonWriter json, GatewayError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, ErrorWords.Of(error.Kind).NativeCode);
        json.WriteString("message"u8, error.Message);
        if (error.Field is not null) json.WriteString("field"u8, error.Field);
        if (error.RetryAfter is { } after) json.WriteNumber("retry_after_ms"u8, (long)after.TotalMilliseconds);
        json.WriteEndObject();
    }

    private void Open(Utf8JsonWriter json, string completion, int seq, bool more, bool cached)
    {
        json.WriteStartObject();
        json.WriteString("completion"u8, completion);
        json.WriteString("chat_id"u8, chatId);
        json.WriteString("cached"u8, cached ? "true"u8 : "false"u8);
        json.WriteString("has_more_messages"u8, more ? "true"u8 : "false"u8);
        json.WriteString("request_id"u8, requestId);
        json.WriteNumber("seq"u8, seq);
    }

    public static ReadOnlySpan<byte> Word(FinishReason reason) => reason switch
    {
        FinishReason.Length => "length"u8,
        FinishReason.ToolCalls => "tool_calls"u8,
        FinishReason.ContentFilter => "content_filter"u8,
        FinishReason.Cancelled => "cancelled"u8,
        _ => "stop"u8,
    };
}

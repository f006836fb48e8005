using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>Writes a conversation that came in another protocol as a Messages request: https://docs.anthropic.com/en/api/messages.</summary>
internal static class AnthropicRequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <exception cref="GatewayException">It holds what Anthropic can't take.</exception>
    public static ReadOnlyMemory<byte> Write(UpstreamCall call) => Write(RequestPlan.Of(call));

    /// <exception cref="GatewayException">It holds what Anthropic can't take.</exception>
    public static ReadOnlyMemory<byte> Write(RequestPlan plan)
    {
        var (model, request) = (plan.Call.Model, plan.Request);
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, model.UpstreamModel);
        json.WriteNumber("max_tokens"u8, plan.MaxTokens ?? model.LimitOrLargest);
        if (plan.System.Count > 0)
        {
            json.WriteStartArray("system"u8);
            AnthropicContentWriter.Write(plan.System, plan, CachePlaces.System, json);
            json.WriteEndArray();
        }
        json.WriteStartArray("messages"u8);
        foreach (var (role, content) in plan.Turns)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role == ChatRole.User ? "user"u8 : "assistant"u8);
            json.WriteStartArray("content"u8);
            AnthropicContentWriter.Write(content, plan, CachePlaces.Messages, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (plan.Sampling.Temperature is { } temperature) json.WriteNumber("temperature"u8, temperature);
        if (plan.Sampling.TopP is { } topP) json.WriteNumber("top_p"u8, topP);
        if (plan.Sampling.TopK is { } topK) json.WriteNumber("top_k"u8, topK);
        if (plan.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop_sequences"u8);
            foreach (var stop in plan.StopSequences) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        WriteThinking(plan, json);
        WriteTools(plan, json);
        if (request.Stream) json.WriteBoolean("stream"u8, true);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteThinking(RequestPlan plan, Utf8JsonWriter json)
    {
        var adaptive = plan.Thinking is { Style: ReasoningStyles.Adaptive };
        if (plan.Thinking is { IsClaude: true })
        {
            json.WriteStartObject("thinking"u8);
            json.WriteString("type"u8, adaptive ? "adaptive"u8 : "enabled"u8);
            if (!adaptive) json.WriteNumber("budget_tokens"u8, plan.Thinking.Budget);
            json.WriteEndObject();
        }
        if (!adaptive && plan.Road != AnswerRoad.Native) return;
        json.WriteStartObject("output_config"u8);
        if (adaptive) json.WriteString("effort"u8, plan.Thinking!.Effort);
        if (plan.Road == AnswerRoad.Native)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WritePropertyName("schema"u8);
            json.WriteRawValue(plan.Request.Format!.SchemaJson!.Value.Span);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteTools(RequestPlan plan, Utf8JsonWriter json)
    {
        var tools = plan.Tools;
        if (tools.Tools.Count == 0) return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tool.Name);
            if (tool.Description is { } description) json.WriteString("description"u8, description);
            json.WritePropertyName("input_schema"u8);
            json.WriteRawValue(tool.ParametersJson.Span);
            if (tool.Strict) json.WriteBoolean("strict"u8, true);
            if (tool.CachePoint is { } point && plan.CachePoints.Take(CachePlaces.Tools)) AnthropicContentWriter.WriteCacheControl(point, plan, json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (tools.Choice is null && !tools.OneAtATime) return;
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, tools.Choice?.Mode switch { ToolChoiceMode.None => "none"u8, ToolChoiceMode.Required => "any"u8, ToolChoiceMode.Named => "tool"u8, _ => "auto"u8 });
        if (tools.Choice is { Mode: ToolChoiceMode.Named, Name: { } name }) json.WriteString("name"u8, name);
        if (tools.OneAtATime && tools.Choice?.Mode != ToolChoiceMode.None) json.WriteBoolean("disable_parallel_tool_use"u8, true);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Writes <c>inferenceConfig</c>, which all models share, and <c>additionalModelRequestFields</c>, where each family has words of its own.</summary>
internal static class ConverseInferenceWriter
{
    public static void Write(RequestPlan plan, Utf8JsonWriter json)
    {
        json.WriteStartObject("inferenceConfig"u8);
        if (plan.MaxTokens is { } most) json.WriteNumber("maxTokens"u8, most);
        if (plan.Sampling.TopP is { } topP) json.WriteNumber("topP"u8, topP);
        if (plan.Sampling.Temperature is { } temperature) json.WriteNumber("temperature"u8, temperature);
        if (plan.StopSequences.Count > 0)
        {
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in plan.StopSequences) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    public static void WriteAdditional(RequestPlan plan, Utf8JsonWriter json)
    {
        if (plan.Thinking is null && plan.Sampling.TopK is null && !plan.Tools.OneAtATime) return;
        json.WriteStartObject("additionalModelRequestFields"u8);
        if (plan.Thinking is { } thinking) WriteThinking(thinking, json);
        if (plan.Sampling.TopK is { } topK) WriteTopK(plan.Can.TopK!, topK, json);
        if (plan.Tools.OneAtATime) WriteOneAtATime(plan.Tools.Choice, json);
        json.WriteEndObject();
    }

    private static void WriteThinking(Thinking thinking, Utf8JsonWriter json)
    {
        switch (thinking.Style)
        {
            case ReasoningStyles.Budget:
                json.WriteStartObject("thinking"u8);
                json.WriteString("type"u8, "enabled"u8);
                json.WriteNumber("budget_tokens"u8, thinking.Budget);
                json.WriteEndObject();
                break;
            case ReasoningStyles.Adaptive:
                json.WriteStartObject("thinking"u8);
                json.WriteString("type"u8, "adaptive"u8);
                json.WriteEndObject();
                json.WriteStartObject("output_config"u8);
                json.WriteString("effort"u8, thinking.Effort);
                json.WriteEndObject();
                break;
            case ReasoningStyles.Nova:
                json.WriteStartObject("reasoningConfig"u8);
                json.WriteString("type"u8, "enabled"u8);
                json.WriteString("maxReasoningEffort"u8, thinking.Effort);
                json.WriteEndObject();
                break;
            case ReasoningStyles.EffortObject:
                json.WriteStartObject("reasoning"u8);
                json.WriteString("effort"u8, thinking.Effort);
                json.WriteEndObject();
                break;
            default:
                json.WriteString("reasoning_effort"u8, thinking.Effort);
                break;
        }
    }

    private static void WriteTopK(string field, int topK, Utf8JsonWriter json)
    {
        if (field != TopKFields.Nova)
        {
            json.WriteNumber(field, topK);
            return;
        }
        json.WriteStartObject("inferenceConfig"u8);
        json.WriteNumber("topK"u8, topK);
        json.WriteEndObject();
    }

    // Converse has no word for it; Claude's own rule takes the place of toolConfig.toolChoice.
    private static void WriteOneAtATime(ToolChoice? choice, Utf8JsonWriter json)
    {
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, choice?.Mode switch { ToolChoiceMode.Required => "any"u8, ToolChoiceMode.Named => "tool"u8, _ => "auto"u8 });
        if (choice is { Mode: ToolChoiceMode.Named, Name: { } name }) json.WriteString("name"u8, name);
        json.WriteBoolean("disable_parallel_tool_use"u8, true);
        json.WriteEndObject();
    }
}

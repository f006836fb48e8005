using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Writes <c>tools</c> and what is said about them.</summary>
internal static class OpenAiToolWriter
{
    /// <param name="plan">The tools.</param>
    /// <param name="parallel">What the caller said of calls side by side; null: nothing.</param>
    /// <param name="json">Where to.</param>
    public static void Write(ToolPlan plan, bool? parallel, Utf8JsonWriter json)
    {
        if (plan.Tools.Count == 0) return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in plan.Tools) WriteTool(tool, json);
        json.WriteEndArray();
        switch (plan.Choice)
        {
            case { Mode: ToolChoiceMode.Named, Name: { } name }:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case { Mode: var mode }:
                json.WriteString("tool_choice"u8, mode switch { ToolChoiceMode.None => "none"u8, ToolChoiceMode.Required => "required"u8, _ => "auto"u8 });
                break;
        }
        if (plan.OneAtATime || parallel == true) json.WriteBoolean("parallel_tool_calls"u8, !plan.OneAtATime);
    }

    private static void WriteTool(ToolDefinition tool, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool.Name);
        if (tool.Description is { } description) json.WriteString("description"u8, description);
        json.WritePropertyName("parameters"u8);
        json.WriteRawValue(tool.ParametersJson.Span);
        if (tool.Strict) json.WriteBoolean("strict"u8, true);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

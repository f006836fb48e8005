using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class AnthropicToolParser
{
    private static readonly byte[] NoParameters = """{"type":"object","properties":{}}"""u8.ToArray();

    public static List<ToolDefinition> Tools(JsonElement value, Leftovers leftovers)
    {
        List<ToolDefinition> tools = [];
        var index = 0;
        foreach (var tool in JsonFields.Items(value, "tools"))
        {
            var field = $"tools[{index++}]";
            var name = JsonFields.RequiredString(tool, "name", field);
            if (tool.TryGetProperty("type"u8, out var type) && type.ValueKind != JsonValueKind.Null && JsonFields.String(type, $"{field}.type") is not "custom" and var own)
            {
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{own}', a tool of Claude's own; toward this model the gateway takes tools with an input_schema.");
                continue;
            }
            leftovers.AddMembers(tool, "tools", "type", "name", "description", "input_schema", "strict", "cache_control");
            tools.Add(new ToolDefinition(
                name,
                JsonFields.OptionalString(tool, "description", field),
                JsonFields.Optional(tool, "input_schema") is { } schema ? JsonFields.Schema(schema, $"{field}.input_schema") : NoParameters)
            {
                Strict = JsonFields.OptionalBoolean(tool, "strict", field),
                CachePoint = CacheControl.Of(tool, field, leftovers),
            });
        }
        return tools;
    }

    /// <summary>Null: the caller said nothing of it.</summary>
    public static bool? Parallel(JsonElement choice) =>
        JsonFields.Optional(choice, "disable_parallel_tool_use") is { } disabled ? !JsonFields.Boolean(disabled, "tool_choice.disable_parallel_tool_use") : null;

    public static ToolChoice Choice(JsonElement value, Leftovers leftovers)
    {
        leftovers.AddMembers(value, "tool_choice", "type", "name", "disable_parallel_tool_use");
        return JsonFields.RequiredString(value, "type", "tool_choice") switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "any" => new ToolChoice(ToolChoiceMode.Required),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "tool" => new ToolChoice(ToolChoiceMode.Named, JsonFields.RequiredString(value, "name", "tool_choice")),
            var other => throw JsonBody.Invalid($"'tool_choice.type' is '{other}'; it must be auto, any, none or tool.", "tool_choice.type"),
        };
    }
}

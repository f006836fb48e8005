using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class OpenAiToolParser
{
    private static readonly byte[] NoParameters = """{"type":"object","properties":{}}"""u8.ToArray();

    public static List<ToolDefinition> Tools(JsonElement value, Leftovers leftovers)
    {
        List<ToolDefinition> tools = [];
        var index = 0;
        foreach (var tool in JsonFields.Items(value, "tools"))
        {
            var field = $"tools[{index++}]";
            if (JsonFields.RequiredString(tool, "type", field) is not "function" and var type)
            {
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; this gateway takes function.");
                continue;
            }
            var function = Function(JsonFields.Required(tool, "function", field), "tools.function", $"{field}.function", leftovers);
            // Clients disagree on where it belongs.
            tools.Add(CacheControl.Of(tool, field, leftovers) is { } point ? function with { CachePoint = point } : function);
        }
        return tools;
    }

    /// <param name="function">A function's own object.</param>
    /// <param name="name">Of its place, without positions.</param>
    /// <param name="field">Its place.</param>
    /// <param name="leftovers">Is told of what has no place in the conversation.</param>
    public static ToolDefinition Function(JsonElement function, string name, string field, Leftovers leftovers)
    {
        leftovers.AddMembers(function, name, "name", "description", "parameters", "strict", "cache_control");
        return new ToolDefinition(
            JsonFields.RequiredString(function, "name", field),
            JsonFields.OptionalString(function, "description", field),
            JsonFields.Optional(function, "parameters") is { } schema ? JsonFields.Schema(schema, $"{field}.parameters") : NoParameters)
        {
            Strict = JsonFields.OptionalBoolean(function, "strict", field),
            CachePoint = CacheControl.Of(function, field, leftovers),
        };
    }

    public static ToolChoice? Choice(JsonElement value, Leftovers leftovers)
    {
        if (value.ValueKind == JsonValueKind.Object && JsonFields.RequiredString(value, "type", "tool_choice") is not "function" and var type)
        {
            leftovers.Refuse("tool_choice.type", $"'tool_choice.type' is '{type}'; this gateway takes function.");
            return null;
        }
        if (value.ValueKind == JsonValueKind.Object)
            return new ToolChoice(ToolChoiceMode.Named, JsonFields.RequiredString(JsonFields.Required(value, "function", "tool_choice"), "name", "tool_choice.function"));
        return JsonFields.String(value, "tool_choice") switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            var other => throw JsonBody.Invalid($"'tool_choice' is '{other}'; it must be auto, none, required or name a function.", "tool_choice"),
        };
    }
}

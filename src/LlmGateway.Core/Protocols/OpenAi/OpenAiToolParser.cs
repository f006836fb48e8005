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

    /// <returns>The rule, and the names of the only tools that may be called; null: all may.</returns>
    public static (ToolChoice? Choice, HashSet<string>? Only) Choice(JsonElement value, Leftovers leftovers)
    {
        if (value.ValueKind != JsonValueKind.Object) return (Word(value), null);
        switch (JsonFields.RequiredString(value, "type", "tool_choice"))
        {
            case "function": return (new ToolChoice(ToolChoiceMode.Named, Name(value, "tool_choice")), null);
            case "allowed_tools": return Allowed(JsonFields.Required(value, "allowed_tools", "tool_choice"), leftovers);
            case var type:
                leftovers.Refuse("tool_choice.type", $"'tool_choice.type' is '{type}'; this gateway takes function and allowed_tools.");
                return (null, null);
        }
    }

    private static (ToolChoice, HashSet<string>) Allowed(JsonElement value, Leftovers leftovers)
    {
        const string Field = "tool_choice.allowed_tools";
        HashSet<string> only = [];
        var index = 0;
        foreach (var tool in JsonFields.Items(JsonFields.Required(value, "tools", Field), $"{Field}.tools"))
        {
            var field = $"{Field}.tools[{index++}]";
            if (JsonFields.RequiredString(tool, "type", field) is "function") only.Add(Name(tool, field));
            else leftovers.Refuse($"{field}.type", $"'{field}.type' must be function: toward this model the gateway takes no others.");
        }
        return (new ToolChoice(JsonFields.RequiredString(value, "mode", Field) == "required" ? ToolChoiceMode.Required : ToolChoiceMode.Auto), only);
    }

    private static string Name(JsonElement tool, string field) => JsonFields.RequiredString(JsonFields.Required(tool, "function", field), "name", $"{field}.function");

    private static ToolChoice Word(JsonElement value) => JsonFields.String(value, "tool_choice") switch
    {
        "auto" => new ToolChoice(ToolChoiceMode.Auto),
        "none" => new ToolChoice(ToolChoiceMode.None),
        "required" => new ToolChoice(ToolChoiceMode.Required),
        var other => throw JsonBody.Invalid($"'tool_choice' is '{other}'; it must be auto, none, required or name a function.", "tool_choice"),
    };
}

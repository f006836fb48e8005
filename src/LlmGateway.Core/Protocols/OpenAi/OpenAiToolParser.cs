using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class OpenAiToolParser
{
    private static readonly byte[] NoParameters = """{"type":"object","properties":{}}"""u8.ToArray();

    public static List<ToolDefinition> Tools(JsonElement value)
    {
        List<ToolDefinition> tools = [];
        var index = 0;
        foreach (var tool in JsonFields.Items(value, "tools"))
        {
            var field = $"tools[{index++}]";
            if (JsonFields.RequiredString(tool, "type", field) is not "function" and var type)
                throw JsonBody.Invalid($"'{field}.type' is '{type}'; this gateway takes function.", $"{field}.type");
            var function = JsonFields.Required(tool, "function", field);
            tools.Add(new ToolDefinition(
                JsonFields.RequiredString(function, "name", $"{field}.function"),
                function.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String ? description.GetString() : null,
                function.TryGetProperty("parameters", out var schema) && schema.ValueKind != JsonValueKind.Null ? Schema(schema, $"{field}.function.parameters") : NoParameters));
        }
        return tools;
    }

    public static ToolChoice Choice(JsonElement value)
    {
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

    private static byte[] Schema(JsonElement schema, string field) =>
        schema.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(schema.GetRawText()) : throw JsonFields.Wrong(field, "a JSON Schema object");
}

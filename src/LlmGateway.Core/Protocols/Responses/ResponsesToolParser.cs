using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>: tools that the client runs. Those that run at OpenAI are refused by name.</summary>
internal sealed class ResponsesToolParser(Leftovers leftovers)
{
    private static readonly byte[] NoParameters = """{"type":"object","properties":{}}"""u8.ToArray();

    private readonly List<ToolDefinition> _tools = [];
    private HashSet<string>? _only;

    public ToolChoice? Choice { get; private set; }

    /// <summary>All, or those that <c>allowed_tools</c> names.</summary>
    public IReadOnlyList<ToolDefinition> Allowed => _only is { } only ? [.. _tools.Where(tool => only.Contains(tool.Name))] : _tools;

    public void Read(JsonElement value) => Read(value, "tools", group: null);

    private void Read(JsonElement value, string list, string? group)
    {
        var index = 0;
        foreach (var tool in JsonFields.Items(value, list))
        {
            var field = $"{list}[{index++}]";
            switch (JsonFields.RequiredString(tool, "type", field))
            {
                case "function": _tools.Add(Named(Function(tool, field), group)); break;
                case "custom": _tools.Add(Named(Custom(tool, field), group)); break;
                case "local_shell": _tools.Add(LocalShell.Tool); break;
                case "namespace" when group is null:
                    leftovers.AddMembers(tool, "tools", "type", "name", "description", "tools");
                    Read(JsonFields.Required(tool, "tools", field), $"{field}.tools", JsonFields.RequiredString(tool, "name", field));
                    break;
                case var type:
                    leftovers.Refuse($"{field}.type",
                        $"'{field}' is '{type}', which runs at OpenAI: toward this model the gateway takes function, custom and local_shell tools. Leave '{type}' out.");
                    break;
            }
        }
    }

    public void ReadChoice(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            Choice = new ToolChoice(JsonFields.String(value, "tool_choice") switch
            {
                "auto" => ToolChoiceMode.Auto,
                "none" => ToolChoiceMode.None,
                "required" => ToolChoiceMode.Required,
                var other => throw JsonBody.Invalid($"'tool_choice' is '{other}'; it must be auto, none, required or name a tool.", "tool_choice"),
            });
            return;
        }
        switch (JsonFields.RequiredString(value, "type", "tool_choice"))
        {
            case "function" or "custom": Choice = new ToolChoice(ToolChoiceMode.Named, Namespaces.NameIn(value, "tool_choice")); break;
            case "local_shell": Choice = new ToolChoice(ToolChoiceMode.Named, LocalShell.Name); break;
            case "allowed_tools": ReadAllowed(value); break;
            case var type: leftovers.Refuse("tool_choice.type", $"'tool_choice.type' is '{type}', which runs at OpenAI; toward this model the gateway takes function, custom and allowed_tools."); break;
        }
    }

    private void ReadAllowed(JsonElement value)
    {
        _only = [];
        var index = 0;
        foreach (var tool in JsonFields.Items(JsonFields.Required(value, "tools", "tool_choice"), "tool_choice.tools"))
        {
            var field = $"tool_choice.tools[{index++}]";
            _only.Add(JsonFields.RequiredString(tool, "type", field) == "local_shell" ? LocalShell.Name : Namespaces.NameIn(tool, field));
        }
        Choice = new ToolChoice(JsonFields.RequiredString(value, "mode", "tool_choice") == "required" ? ToolChoiceMode.Required : ToolChoiceMode.Auto);
    }

    private static ToolDefinition Named(ToolDefinition tool, string? group)
    {
        if (group is null) return tool;
        var within = new NamespacedName(group, tool.Name);
        return tool with { Name = Namespaces.Join(within), Within = within };
    }

    private ToolDefinition Function(JsonElement tool, string field)
    {
        leftovers.AddMembers(tool, "tools", "type", "name", "description", "parameters", "strict");
        var schema = tool.TryGetProperty("parameters"u8, out var given) && given.ValueKind != JsonValueKind.Null ? given : default;
        if (schema.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object)) throw JsonFields.Wrong($"{field}.parameters", "a JSON Schema object");
        return new ToolDefinition(JsonFields.RequiredString(tool, "name", field), Text(tool, "description", field),
            schema.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(schema.GetRawText()) : NoParameters)
        { Strict = tool.TryGetProperty("strict"u8, out var strict) && strict.ValueKind == JsonValueKind.True };
    }

    private ToolDefinition Custom(JsonElement tool, string field)
    {
        leftovers.AddMembers(tool, "tools", "type", "name", "description", "format");
        var format = tool.TryGetProperty("format"u8, out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var grammar = format.ValueKind == JsonValueKind.Object ? Text(format, "definition", $"{field}.format") : null;
        return FreeText.Tool(JsonFields.RequiredString(tool, "name", field), Text(tool, "description", field), grammar, grammar is null ? null : Text(format, "syntax", $"{field}.format"));
    }

    private static string? Text(JsonElement parent, string name, string field) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? JsonFields.String(value, $"{field}.{name}") : null;
}

using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>
/// Reads what tools were called until the end of 2023, and older clients still send: <c>functions</c>, <c>function_call</c> and messages of the role <c>function</c>.
/// A turn has one call there, and its result is known by the function's name.
/// </summary>
internal sealed class OpenAiFunctions
{
    // Calls that no result has come for, by their functions, oldest first.
    private readonly Dictionary<string, Queue<string>> _open = new(StringComparer.Ordinal);
    private int _calls;

    public static List<ToolDefinition> Tools(JsonElement value, Leftovers leftovers)
    {
        List<ToolDefinition> tools = [];
        var index = 0;
        foreach (var function in JsonFields.Items(value, "functions")) tools.Add(OpenAiToolParser.Function(function, "functions", $"functions[{index++}]", leftovers));
        return tools;
    }

    public static ToolChoice Choice(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object) return new ToolChoice(ToolChoiceMode.Named, JsonFields.RequiredString(value, "name", "function_call"));
        return JsonFields.String(value, "function_call") switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            var other => throw JsonBody.Invalid($"'function_call' is '{other}'; it must be auto, none or name a function.", "function_call"),
        };
    }

    public ToolCallPart Call(JsonElement call, string field)
    {
        var (name, arguments) = (JsonFields.RequiredString(call, "name", field), JsonFields.OptionalString(call, "arguments", field));
        var id = $"function_call_{++_calls}";
        if (!_open.TryGetValue(name, out var ids)) _open[name] = ids = new Queue<string>();
        ids.Enqueue(id);
        return new ToolCallPart(id, name, string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments);
    }

    /// <returns>Null: nothing called it, and only a server of this very protocol may know what it means.</returns>
    public ToolResultPart? Result(JsonElement message, List<ContentPart> content, string field, Leftovers leftovers)
    {
        var name = JsonFields.RequiredString(message, "name", field);
        if (!_open.TryGetValue(name, out var ids) || !ids.TryDequeue(out var id))
        {
            leftovers.Refuse($"{field}.name", $"'{field}.name' is '{name}', which no message before it calls.");
            return null;
        }
        return new ToolResultPart(id, content);
    }
}

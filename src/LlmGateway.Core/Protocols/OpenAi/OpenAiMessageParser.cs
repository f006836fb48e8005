using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads <c>messages</c>: system and developer ones go apart, in their order; tool results become the user's parts.</summary>
internal sealed class OpenAiMessageParser(Leftovers leftovers)
{
    private static readonly string[] Known = ["role", "content", "refusal", "tool_calls", "tool_call_id", "function_call", "cache_control", "thinking_blocks", "reasoning_content", "reasoning"];
    private static readonly string[] KnownOfFunctions = [.. Known, "name"];

    private readonly List<ContentPart> _system = [];
    private readonly List<ChatMessage> _messages = [];
    private readonly OpenAiFunctions _functions = new();

    public IReadOnlyList<ContentPart> System => _system;
    public IReadOnlyList<ChatMessage> Messages => _messages;
    public SilentTurns Silent { get; } = new(leftovers);
    public bool IsEmpty { get; private set; } = true;

    public void Read(JsonElement value)
    {
        var index = 0;
        foreach (var message in JsonFields.Items(value, "messages"))
        {
            IsEmpty = false;
            try
            {
                Read(message, $"messages[{index++}]");
            }
            catch (GatewayException refused)
            {
                leftovers.Refuse(refused.Error);
            }
        }
    }

    private void Read(JsonElement message, string field)
    {
        var role = JsonFields.RequiredString(message, "role", field);
        leftovers.AddMembers(message, "messages", role == "function" ? KnownOfFunctions : Known);
        switch (role)
        {
            case "system" or "developer":
                foreach (var part in Content(message, field))
                    if (part is TextPart { Text: var text } ? !string.IsNullOrWhiteSpace(text) : part is CachePointPart && _system.Count > 0) _system.Add(part);
                break;
            case "user":
                Silent.See(JsonFields.Required(message, "content", field), $"{field}.content");
                _messages.Add(new ChatMessage(ChatRole.User, Content(message, field)));
                break;
            case "assistant":
                _messages.Add(new ChatMessage(ChatRole.Assistant, Assistant(message, field)));
                break;
            case "tool":
                _messages.Add(new ChatMessage(ChatRole.User, Result(message, field)));
                break;
            case "function":
                if (_functions.Result(message, Content(message, field), field, leftovers) is { } result) _messages.Add(new ChatMessage(ChatRole.User, [result]));
                break;
            default:
                throw JsonBody.Invalid($"'{field}.role' is '{role}'; it must be system, developer, user, assistant or tool.", $"{field}.role");
        }
    }

    private List<ContentPart> Result(JsonElement message, string field)
    {
        List<ContentPart> content = Content(message, field);
        var point = content.OfType<CachePointPart>().LastOrDefault();
        content.RemoveAll(part => part is CachePointPart);
        var result = new ToolResultPart(JsonFields.RequiredString(message, "tool_call_id", field), content);
        // A point within a result stands behind it: no provider takes it inside.
        return point is null ? [result] : [result, point];
    }

    private List<ContentPart> Assistant(JsonElement message, string field)
    {
        List<ContentPart> parts = OpenAiReasoningParser.Thoughts(message, field, leftovers);
        var said = Content(message, field);
        var point = said is [.., CachePointPart last] ? last : null;
        parts.AddRange(point is null ? said : said[..^1]);
        if (JsonFields.OptionalString(message, "refusal", field) is { } refusal) parts.Add(new TextPart(refusal));
        if (JsonFields.Optional(message, "tool_calls") is { } calls) AddCalls(calls, $"{field}.tool_calls", parts);
        if (JsonFields.Optional(message, "function_call") is { } old) parts.Add(_functions.Call(old, $"{field}.function_call"));
        if (point is not null) parts.Add(point);
        return parts;
    }

    private void AddCalls(JsonElement calls, string field, List<ContentPart> parts)
    {
        var index = 0;
        foreach (var call in JsonFields.Items(calls, field))
        {
            var where = $"{field}[{index++}]";
            if (JsonFields.OptionalString(call, "type", where) is not (null or "" or "function") and var type)
            {
                leftovers.Refuse($"{where}.type", $"'{where}.type' is '{type}'; this gateway takes function.");
                continue;
            }
            var function = JsonFields.Required(call, "function", where);
            var name = JsonFields.RequiredString(function, "name", $"{where}.function");
            var arguments = JsonFields.OptionalString(function, "arguments", $"{where}.function");
            // A call without arguments streams as an empty string; clients send it back so.
            parts.Add(new ToolCallPart(JsonFields.RequiredString(call, "id", where), name, string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments));
        }
    }

    /// <summary>A message's own cache point stands behind its last part.</summary>
    private List<ContentPart> Content(JsonElement message, string field)
    {
        var parts = OpenAiContentParser.Parse(message.TryGetProperty("content"u8, out var content) ? content : default, $"{field}.content", leftovers);
        if (CacheControl.Of(message, field, leftovers) is { } point && parts is not [.., CachePointPart]) parts.Add(point);
        return parts;
    }
}

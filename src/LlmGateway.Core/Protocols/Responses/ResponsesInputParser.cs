using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>
/// Reads <c>input</c>: a text, or items. What the model made side by side (thoughts, words, calls) becomes one turn again, and so do the results of its calls.
/// </summary>
internal sealed class ResponsesInputParser(Leftovers leftovers)
{
    private readonly ResponsesContentParser _content = new(leftovers);
    private readonly List<ContentPart> _system = [];
    private readonly List<ChatMessage> _messages = [];
    private List<ContentPart>? _turn;
    private bool _turnIsResults;

    public IReadOnlyList<ContentPart> System => _system;
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>There are items that this gateway sealed.</summary>
    public bool HoldsSealed { get; private set; }

    public SilentTurns Silent { get; } = new(leftovers);
    public bool IsEmpty { get; private set; } = true;

    public void Read(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            IsEmpty = false;
            Silent.See(value, field);
            _messages.Add(new ChatMessage(ChatRole.User, _content.Parse(value, field)));
            return;
        }
        ReadItems(JsonFields.Items(value, field), field);
    }

    public void ReadItems(IEnumerable<JsonElement> items, string field)
    {
        var index = 0;
        foreach (var item in items)
        {
            IsEmpty = false;
            try
            {
                ReadItem(item, $"{field}[{index++}]");
            }
            catch (GatewayException refused)
            {
                leftovers.Refuse(refused.Error);
            }
        }
    }

    public void ReadItem(JsonElement item, string field)
    {
        if (item.ValueKind != JsonValueKind.Object) throw JsonFields.Wrong(field, "an object");
        // The type of a message may be left out.
        var type = item.TryGetProperty("type"u8, out _) ? JsonFields.RequiredString(item, "type", field) : item.TryGetProperty("role"u8, out _) ? "message" : "item_reference";
        switch (type)
        {
            case "message": ReadMessage(item, field); break;
            case "function_call": Call(item, "arguments", field); break;
            case "custom_tool_call": Call(item, "input", field); break;
            case "function_call_output" or "custom_tool_call_output": Result(item, "call_id", field); break;
            case "local_shell_call":
                Made(new ToolCallPart(JsonFields.RequiredString(item, "call_id", field), LocalShell.Name, JsonFields.Required(item, "action", field).GetRawText()));
                break;
            case "local_shell_call_output": Result(item, item.TryGetProperty("call_id"u8, out _) ? "call_id" : "id", field); break;
            case "reasoning": ReadThought(item, field); break;
            case "compaction" or "compaction_summary": ReadSummary(item, field); break;
            case "item_reference":
                Made(new NamedItemPart(JsonFields.RequiredString(item, "id", field), field));
                break;
            default:
                leftovers.Refuse($"{field}.type", $"'{field}' is a '{type}', an item of a tool that runs at the provider; toward this model the gateway takes messages, reasoning, and calls and outputs of functions, custom tools and local_shell.");
                break;
        }
    }

    private void ReadMessage(JsonElement item, string field)
    {
        // What was commentary and what the answer, a conversation shows by its order.
        leftovers.AddMembers(item, "input", "type", "role", "content", "id", "status", "phase");
        var content = _content.Parse(JsonFields.Required(item, "content", field), $"{field}.content");
        switch (JsonFields.RequiredString(item, "role", field))
        {
            case "user":
                _turn = null;
                Silent.See(item.GetProperty("content"u8), $"{field}.content");
                _messages.Add(new ChatMessage(ChatRole.User, content));
                break;
            case "assistant":
                foreach (var part in content) Made(part);
                break;
            case "system" or "developer":
                _system.AddRange(content.Where(part => part is TextPart { Text: var text } && !string.IsNullOrWhiteSpace(text)));
                break;
            case var role:
                throw JsonBody.Invalid($"'{field}.role' is '{role}'; it must be user, assistant, system or developer.", $"{field}.role");
        }
    }

    private void Call(JsonElement item, string member, string field)
    {
        leftovers.AddMembers(item, "input", "type", "call_id", "name", "namespace", member, "id", "status");
        var given = item.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? JsonFields.String(value, $"{field}.{member}") : "";
        var arguments = member == "input" ? FreeText.ToArguments(given) : string.IsNullOrWhiteSpace(given) ? "{}" : given;
        Made(new ToolCallPart(JsonFields.RequiredString(item, "call_id", field), Namespaces.NameIn(item, field), arguments));
    }

    private void Result(JsonElement item, string idMember, string field)
    {
        leftovers.AddMembers(item, "input", "type", "call_id", "output", "id", "status");
        var output = _content.Parse(JsonFields.Required(item, "output", field), $"{field}.output");
        if (_turn is null || !_turnIsResults) Begin(ChatRole.User);
        _turn!.Add(new ToolResultPart(JsonFields.RequiredString(item, idMember, field), output));
    }

    private void ReadThought(JsonElement item, string field)
    {
        leftovers.AddMembers(item, "input", "type", "id", "summary", "encrypted_content", "content", "status");
        if (!item.TryGetProperty("encrypted_content"u8, out var kept) || kept.ValueKind != JsonValueKind.String)
        {
            // Some servers, and clients of theirs, send the reasoning itself.
            if ((TextOf(item, "content") ?? TextOf(item, "summary")) is { } text) Made(new ReasoningPart(text, null));
            return;
        }
        var content = JsonFields.String(kept, $"{field}.encrypted_content");
        HoldsSealed |= SealedThought.IsOurs(content);
        if (SealedThought.Open(content) is { } part) Made(part);
        // Another provider's: nobody else can read it, and no model misses it.
        else leftovers.Add("input.reasoning", kept);
    }

    private static string? TextOf(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var parts) || parts.ValueKind != JsonValueKind.Array) return null;
        var text = string.Join("\n\n", parts.EnumerateArray().Select(part => JsonFields.Text(part, "text")).Where(text => !string.IsNullOrEmpty(text)));
        return text.Length > 0 ? text : null;
    }

    /// <summary>What an earlier part of the conversation came to.</summary>
    private void ReadSummary(JsonElement item, string field)
    {
        leftovers.AddMembers(item, "input", "type", "id", "encrypted_content", "created_by");
        var content = JsonFields.RequiredString(item, "encrypted_content", field);
        if (SealedSummary.Open(content) is not { } summary)
        {
            leftovers.Refuse(field, $"'{field}' is a compaction that another provider made, and that only its servers can read: compact the conversation here (POST /v1/responses/compact), or ask a model of that provider.");
            return;
        }
        HoldsSealed = true;
        _turn = null;
        _messages.Add(new ChatMessage(ChatRole.User, [new TextPart(SealedSummary.Told(summary))]));
    }

    private void Made(ContentPart part)
    {
        if (_turn is null || _turnIsResults) Begin(ChatRole.Assistant);
        _turn!.Add(part);
    }

    private void Begin(ChatRole role)
    {
        _turn = [];
        _turnIsResults = role == ChatRole.User;
        _messages.Add(new ChatMessage(role, _turn));
    }
}

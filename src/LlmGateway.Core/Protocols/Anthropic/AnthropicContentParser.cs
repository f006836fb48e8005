using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Reads <c>content</c>: a string, or a list of blocks.</summary>
internal sealed class AnthropicContentParser(Leftovers leftovers)
{
    private const string Name = "messages.content";

    private CachePointPart? _within;

    public IReadOnlyList<ContentPart> Parse(JsonElement content, string field)
    {
        if (content.ValueKind == JsonValueKind.String) return JsonFields.String(content, field) is { Length: > 0 } text ? [new TextPart(text)] : [];
        List<ContentPart> parts = [];
        var index = 0;
        foreach (var block in JsonFields.Items(content, field))
        {
            var where = $"{field}[{index++}]";
            if (Block(block, where) is { } part) parts.Add(part);
            // A point within a result stands behind it: of other providers none takes it inside.
            var within = _within;
            _within = null;
            if ((CacheControl.Of(block, where, leftovers) ?? within) is { } point) parts.Add(point);
        }
        return parts;
    }

    /// <returns>Null for what only Claude can take.</returns>
    private ContentPart? Block(JsonElement block, string field)
    {
        var type = JsonFields.RequiredString(block, "type", field);
        switch (type)
        {
            case "text":
                leftovers.AddMembers(block, Name, "type", "text", "cache_control");
                return new TextPart(JsonFields.RequiredString(block, "text", field));
            case "image":
                leftovers.AddMembers(block, Name, "type", "source", "cache_control");
                return AnthropicSourceParser.Image(JsonFields.Required(block, "source", field), $"{field}.source", leftovers);
            case "document":
                // What it is about can be said; to be quoted from is Claude's own.
                leftovers.AddMembers(block, Name, "type", "source", "title", "cache_control");
                var title = JsonFields.OptionalString(block, "title", field) is { Length: > 0 } given ? given : "document";
                return AnthropicSourceParser.Document(JsonFields.Required(block, "source", field), $"{field}.source", title, leftovers);
            case "tool_use":
                leftovers.AddMembers(block, Name, "type", "id", "name", "input", "cache_control");
                return new ToolCallPart(JsonFields.RequiredString(block, "id", field), JsonFields.RequiredString(block, "name", field), Input(block, field));
            case "tool_result":
                leftovers.AddMembers(block, Name, "type", "tool_use_id", "content", "is_error", "cache_control");
                return Result(block, field);
            case "thinking":
                var signature = JsonFields.OptionalString(block, "signature", field);
                return new ReasoningPart(JsonFields.RequiredString(block, "thinking", field), string.IsNullOrEmpty(signature) ? null : signature);
            case "redacted_thinking":
                return new RedactedReasoningPart(JsonFields.RequiredString(block, "data", field));
            default:
                leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; toward this model the gateway takes text, image, document, tool_use, tool_result and thinking.");
                return null;
        }
    }

    private ToolResultPart Result(JsonElement block, string field)
    {
        var said = JsonFields.Optional(block, "content") is { } content ? Parse(content, $"{field}.content") : [];
        _within = said.OfType<CachePointPart>().LastOrDefault();
        return new ToolResultPart(JsonFields.RequiredString(block, "tool_use_id", field), [.. said.Where(part => part is not CachePointPart)], JsonFields.OptionalBoolean(block, "is_error", field));
    }

    private static string Input(JsonElement block, string field) =>
        JsonFields.Optional(block, "input") is not { } input ? "{}"
        : input.ValueKind == JsonValueKind.Object ? input.GetRawText()
        : throw JsonFields.Wrong($"{field}.input", "an object");
}

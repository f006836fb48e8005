using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Refuses what InvokeModel on Claude refuses, in Anthropic's sentences.</summary>
internal static class AnthropicValidator
{
    /// <exception cref="AwsException">Bedrock would answer with this.</exception>
    public static void Check(JsonObject body)
    {
        foreach (var member in new[] { "anthropic_version", "max_tokens", "messages" })
            if (body[member] is null) throw Refuse($"{member}: Field required");
        foreach (var member in new[] { "model", "stream" })
            if (body.ContainsKey(member)) throw Refuse($"{member}: Extra inputs are not permitted");
        if (body["max_tokens"]!.GetValue<int>() < 1) throw Refuse("max_tokens: Input should be greater than or equal to 1");
        if (body["messages"] is not JsonArray { Count: > 0 } messages) throw Refuse("messages: at least one message is required");
        for (var i = 0; i < messages.Count; i++) CheckMessage(messages[i] as JsonObject ?? [], i);
        if (messages[0]!["role"]!.GetValue<string>() != "user") throw Refuse("messages: first message must use the \"user\" role");
        CheckToolTurns(messages);
    }

    private static void CheckMessage(JsonObject message, int index)
    {
        if (message["role"]?.GetValue<string>() is not ("user" or "assistant" or "system"))
            throw Refuse($"messages.{index}.role: Input should be 'user' or 'assistant'");
        switch (message["content"])
        {
            case null:
                throw Refuse($"messages.{index}.content: Field required");
            case JsonValue text when text.GetValue<string>().Length == 0:
            case JsonArray { Count: 0 }:
                throw Refuse("messages: all messages must have non-empty content except for the optional final assistant message");
            case JsonArray blocks when blocks.Any(IsEmptyText):
                throw Refuse("messages: text content blocks must be non-empty");
        }
    }

    private static bool IsEmptyText(JsonNode? block) =>
        block?["type"]?.GetValue<string>() == "text" && string.IsNullOrEmpty(block["text"]?.GetValue<string>());

    private static void CheckToolTurns(JsonArray messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var next = i + 1 < messages.Count ? messages[i + 1] : null;
            var missing = Ids(messages[i], "tool_use", "id").Except(Ids(next, "tool_result", "tool_use_id")).ToList();
            if (missing.Count == 0) continue;
            throw Refuse(
                $"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", missing)}. "
                + "Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }
    }

    private static List<string> Ids(JsonNode? message, string type, string member) => message?["content"] is JsonArray blocks
        ? [.. blocks.Where(block => block?["type"]?.GetValue<string>() == type).Select(block => block![member]?.GetValue<string>()).OfType<string>()]
        : [];

    private static AwsException Refuse(string message) => new(AwsError.Validation(message));
}

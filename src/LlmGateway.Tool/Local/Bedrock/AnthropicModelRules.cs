using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>What a Claude refuses of a Messages body that is well-formed.</summary>
internal static class AnthropicModelRules
{
    private const int MostCachePoints = 4;

    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void Check(string modelId, JsonObject body)
    {
        var thinking = body["thinking"] as JsonObject;
        ClaudeThinkingRules.Check(modelId, thinking, body["max_tokens"]?.GetValue<int>(),
            (body["temperature"]?.GetValue<double>(), body["top_p"]?.GetValue<double>(), body["top_k"]?.GetValue<int>()),
            body["tool_choice"]?["type"]?.GetValue<string>() is "any" or "tool");
        var marked = Marks(body["tools"]) + Marks(body["system"]) + (body["messages"] as JsonArray ?? []).Sum(message => Marks(message?["content"]));
        if (marked > MostCachePoints) throw ClaudeThinkingRules.Returned($"A maximum of 4 blocks with cache_control may be provided. Found {marked}.");

        var messages = (body["messages"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        for (var i = 0; i < messages.Count; i++)
        {
            var content = messages[i]["content"] as JsonArray ?? [];
            for (var j = 0; j < content.Count; j++)
                if (Type(content[j]) == "thinking")
                    ClaudeThinkingRules.CheckSignature(content[j]!["thinking"]?.GetValue<string>(), content[j]!["signature"]?.GetValue<string>(), $"messages.{i}.content.{j}");
        }
        if (messages.Count == 0) return;
        ClaudeSystemRules.Check(modelId, messages);
        if (messages[^1]["role"]?.GetValue<string>() == "assistant") ConverseModelRules.CheckPrefill(modelId);
        if (messages.Count > 1 && messages[^1]["content"] is JsonArray last && last.Any(block => Type(block) == "tool_result"))
            ClaudeThinkingRules.CheckOpening(modelId, thinking, messages.Count - 2, Type((messages[^2]["content"] as JsonArray)?[0]) ?? "text");
    }

    private static int Marks(JsonNode? blocks) => (blocks as JsonArray ?? []).Count(block => block?["cache_control"] is not null);

    private static string? Type(JsonNode? block) => block?["type"]?.GetValue<string>();
}

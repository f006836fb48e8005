using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>An Anthropic Messages body (InvokeModel on Claude), valid already, as a prompt.</summary>
internal static class AnthropicPromptReader
{
    public static SimulatedPrompt Read(JsonObject body)
    {
        var choice = body["tool_choice"] as JsonObject;
        return new SimulatedPrompt
        {
            System = Texts(body["system"]),
            Turns = [.. Objects(body["messages"]).Select(Turn)],
            Tools = [.. Objects(body["tools"]).Select(Tool)],
            MustCallTool = choice?["type"]?.GetValue<string>() is "any" or "tool",
            ForcedTool = choice?["name"]?.GetValue<string>(),
            OutputSchema = (body["output_config"]?["format"] ?? body["output_format"])?["schema"] as JsonObject,
            MaxTokens = body["max_tokens"]?.GetValue<int>(),
            StopSequences = [.. (body["stop_sequences"] as JsonArray ?? []).Select(stop => stop!.GetValue<string>())],
            Thinks = body["thinking"]?["type"]?.GetValue<string>() is "enabled" or "adaptive",
            InputTokens = PromptSize.Count(body["system"], body["messages"], body["tools"]),
        };
    }

    private static SimulatedTurn Turn(JsonObject message)
    {
        var blocks = Objects(message["content"]).ToList();
        return new SimulatedTurn(
            message["role"]?.GetValue<string>() == "user",
            Texts(message["content"]),
            [.. blocks.Where(block => Type(block) == "tool_result").Select(block => string.Join('\n', Texts(block["content"])))],
            [.. blocks.Where(block => Type(block) is "image" or "document").Select(Attachment)]);
    }

    private static string Attachment(JsonObject block)
    {
        var source = block["source"];
        var size = PromptSize.DecodedLength(source?["data"]?.GetValue<string>());
        return $"{Type(block)} ({source?["media_type"]?.GetValue<string>()}, {size} bytes)";
    }

    private static SimulatedTool Tool(JsonObject tool) =>
        new(tool["name"]?.GetValue<string>() ?? "", tool["input_schema"] as JsonObject ?? []);

    private static IReadOnlyList<string> Texts(JsonNode? content) => content switch
    {
        null => [],
        JsonValue text => [text.GetValue<string>()],
        _ => [.. Objects(content).Where(block => Type(block) == "text").Select(block => block["text"]!.GetValue<string>())],
    };

    private static string? Type(JsonObject block) => block["type"]?.GetValue<string>();

    private static IEnumerable<JsonObject> Objects(JsonNode? array) => (array as JsonArray ?? []).OfType<JsonObject>();
}

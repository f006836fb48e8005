using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>The body of Converse and ConverseStream, valid already, as a prompt.</summary>
internal static class ConversePromptReader
{
    public static SimulatedPrompt Read(JsonObject body)
    {
        var inference = body["inferenceConfig"] as JsonObject;
        var toolConfig = body["toolConfig"] as JsonObject;
        var choice = toolConfig?["toolChoice"] as JsonObject;
        return new SimulatedPrompt
        {
            System = Texts(body["system"]),
            Turns = [.. Objects(body["messages"]).Select(Turn)],
            Tools = [.. Objects(toolConfig?["tools"]).Select(tool => tool["toolSpec"]).OfType<JsonObject>().Select(Tool)],
            MustCallTool = choice?.ContainsKey("any") == true || choice?.ContainsKey("tool") == true,
            ForcedTool = choice?["tool"]?["name"]?.GetValue<string>(),
            OutputSchema = OutputSchema(body),
            MaxTokens = inference?["maxTokens"]?.GetValue<int>(),
            StopSequences = [.. (inference?["stopSequences"] as JsonArray ?? []).Select(stop => stop!.GetValue<string>())],
            AsksForStopSequence = body["additionalModelResponseFieldPaths"] is JsonArray paths && paths.Any(path => path!.GetValue<string>() == "/stop_sequence"),
            Thinks = Thinks(body["additionalModelRequestFields"]),
            TracesGuardrail = body["guardrailConfig"]?["trace"]?.GetValue<string>() is "enabled" or "enabled_full",
            InputTokens = PromptSize.Count(body["system"], body["messages"], toolConfig?["tools"]),
        };
    }

    private static bool Thinks(JsonNode? more) =>
        more?["thinking"]?["type"]?.GetValue<string>() is "enabled" or "adaptive"
        || more?["reasoningConfig"]?["type"]?.GetValue<string>() == "enabled"
        || (more?["reasoning_effort"] ?? more?["reasoning"]?["effort"])?.GetValue<string>() is { } effort && effort != "none";

    // The schema travels as text.
    private static JsonObject? OutputSchema(JsonObject body) =>
        body["outputConfig"]?["textFormat"]?["structure"]?["jsonSchema"]?["schema"]?.GetValue<string>() is { } text
            ? PromptReader.ParseObject(text)
            : null;

    private static SimulatedTurn Turn(JsonObject message)
    {
        var blocks = Objects(message["content"]).ToList();
        return new SimulatedTurn(
            message["role"]?.GetValue<string>() == "user",
            Texts(message["content"]),
            [.. blocks.Select(block => block["toolResult"]).OfType<JsonObject>().Select(ToolResult)],
            [.. blocks.Select(Attachment).OfType<string>()]);
    }

    private static string ToolResult(JsonObject result) => string.Join('\n', Objects(result["content"])
        .Select(part => part["text"]?.GetValue<string>() ?? part["json"]?.ToJsonString() ?? Attachment(part) ?? ""));

    private static string? Attachment(JsonObject block)
    {
        foreach (var kind in new[] { "image", "document", "video", "audio" })
        {
            if (block[kind] is not JsonObject media) continue;
            var bytes = media["source"]?["bytes"]?.GetValue<string>();
            var name = media["name"]?.GetValue<string>() is { } given ? $" '{given}'" : "";
            return $"{kind}{name} ({media["format"]?.GetValue<string>()}, {PromptSize.DecodedLength(bytes)} bytes)";
        }
        return null;
    }

    private static SimulatedTool Tool(JsonObject spec) =>
        new(spec["name"]?.GetValue<string>() ?? "", spec["inputSchema"]?["json"] as JsonObject ?? []);

    private static IReadOnlyList<string> Texts(JsonNode? blocks) =>
        [.. Objects(blocks).Select(block => block["text"]?.GetValue<string>()).OfType<string>()];

    private static IEnumerable<JsonObject> Objects(JsonNode? array) => (array as JsonArray ?? []).OfType<JsonObject>();
}

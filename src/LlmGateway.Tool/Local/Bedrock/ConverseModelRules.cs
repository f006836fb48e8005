using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>What single models refuse of a Converse body that is well-formed: what they have no word for, or can't do.</summary>
internal static partial class ConverseModelRules
{
    private const int MostCachePoints = 4;

    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void Check(string modelId, JsonObject body)
    {
        var claude = modelId.Contains("anthropic.claude", StringComparison.Ordinal);
        CheckTools(modelId, body["toolConfig"] as JsonObject);
        CheckCachePoints(modelId, body);
        if (body["outputConfig"]?["textFormat"] is not null && !Structured().IsMatch(modelId)) throw Refuse(Unsupported("outputConfig.textFormat"));
        var messages = (body["messages"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (messages.Count > 0 && messages[^1]["role"]?.GetValue<string>() == "assistant") CheckPrefill(modelId);
        if (claude) CheckThinking(modelId, body, messages);
        else CheckNova(body);
    }

    /// <summary>Claude from 4.6 on does not go on from what the assistant began.</summary>
    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void CheckPrefill(string modelId)
    {
        if (NoPrefill().IsMatch(modelId))
            throw ClaudeThinkingRules.Returned("This model does not support assistant message prefill. The conversation must end with a user message.");
    }

    private static void CheckTools(string modelId, JsonObject? config)
    {
        if (config is null) return;
        if (Toolless().IsMatch(modelId)) throw Refuse("This model doesn't support tool use.");
        foreach (var choice in (config["toolChoice"] as JsonObject ?? []).Select(choice => choice.Key))
            if (Unforced().IsMatch(modelId) || choice == "tool" && modelId.Contains("mistral.", StringComparison.Ordinal)) throw Refuse(Unsupported($"toolConfig.toolChoice.{choice}"));
        if (config["tools"]!.AsArray().Any(tool => tool?["toolSpec"]?["strict"] is not null) && !Structured().IsMatch(modelId)) throw Refuse(Unsupported("toolConfig.tools.toolSpec.strict"));
    }

    private static void CheckCachePoints(string modelId, JsonObject body)
    {
        var inTools = Points(body["toolConfig"]?["tools"]);
        var points = inTools + Points(body["system"]) + (body["messages"] as JsonArray ?? []).Sum(message => Points(message?["content"]));
        if (points == 0) return;
        if (!Caching().IsMatch(modelId) || inTools > 0 && modelId.Contains("amazon.nova", StringComparison.Ordinal))
            throw new AwsException(BedrockErrors.Of("AccessDeniedException", "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information."));
        if (points > MostCachePoints) throw ClaudeThinkingRules.Returned($"A maximum of 4 blocks with cache_control may be provided. Found {points}.");
    }

    private static int Points(JsonNode? blocks) => (blocks as JsonArray ?? []).Count(block => block?["cachePoint"] is not null);

    private static void CheckThinking(string modelId, JsonObject body, List<JsonObject> messages)
    {
        var (inference, more) = (body["inferenceConfig"], body["additionalModelRequestFields"]);
        var thinking = more?["thinking"] as JsonObject;
        var choice = body["toolConfig"]?["toolChoice"] as JsonObject;
        var forced = choice?.ContainsKey("any") == true || choice?.ContainsKey("tool") == true || more?["tool_choice"]?["type"]?.GetValue<string>() is "any" or "tool";
        ClaudeThinkingRules.Check(modelId, thinking, inference?["maxTokens"]?.GetValue<int>(),
            (inference?["temperature"]?.GetValue<double>(), inference?["topP"]?.GetValue<double>(), more?["top_k"]?.GetValue<int>()), forced);
        for (var i = 0; i < messages.Count; i++)
        {
            var content = messages[i]["content"] as JsonArray ?? [];
            for (var j = 0; j < content.Count; j++)
                if (content[j]?["reasoningContent"]?["reasoningText"] is JsonObject thought)
                    ClaudeThinkingRules.CheckSignature(thought["text"]?.GetValue<string>(), thought["signature"]?.GetValue<string>(), $"messages.{i}.content.{j}");
        }
        if (messages.Count < 2 || messages[^1]["content"] is not JsonArray last || !last.Any(block => block?["toolResult"] is not null)) return;
        var opening = (messages[^2]["content"] as JsonArray)?[0] as JsonObject;
        ClaudeThinkingRules.CheckOpening(modelId, thinking, messages.Count - 2, opening?["reasoningContent"] is JsonObject ? "thinking" : opening?["text"] is not null ? "text" : "tool_use");
    }

    private static readonly string[] UnsetByHighEffort = ["maxTokens", "temperature", "topP"];

    // https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
    private static void CheckNova(JsonObject body)
    {
        if (body["additionalModelRequestFields"]?["reasoningConfig"] is not JsonObject reasoning || reasoning["type"]?.GetValue<string>() != "enabled") return;
        if (reasoning["maxReasoningEffort"]?.GetValue<string>() != "high" || body["inferenceConfig"] is not JsonObject inference) return;
        if (UnsetByHighEffort.FirstOrDefault(inference.ContainsKey) is { } given)
            throw Refuse($"{given} must be unset when maxReasoningEffort is high.");
    }

    private static string Unsupported(string field) => $"This model doesn't support the {field} field. Remove {field} and try again.";

    private static AwsException Refuse(string message) => new(AwsError.Validation(message));

    [GeneratedRegex("claude-(?:3-5-haiku|3-7|(?:opus|sonnet|haiku)-[4-9]|fable|mythos)|amazon\\.nova-")]
    private static partial Regex Caching();

    [GeneratedRegex("claude-(?:opus|sonnet)-(?:4-[6-8]|5)(?![0-9])|claude-fable|claude-mythos")]
    private static partial Regex NoPrefill();

    [GeneratedRegex("claude-(?:opus|sonnet|haiku)-4-[56](?![0-9])|claude-sonnet-5|gpt-oss|openai\\.gpt-|qwen\\.|deepseek\\.v3|moonshot|nemotron|gemma|mistral-large-3|ministral|magistral|devstral|voxtral")]
    private static partial Regex Structured();

    [GeneratedRegex("titan-t|llama2|llama3-[78]|llama3-2-[13]b|mistral-7b|mixtral|deepseek\\.r1|jamba-instruct")]
    private static partial Regex Toolless();

    [GeneratedRegex("meta\\.llama|cohere\\.command|ai21\\.")]
    private static partial Regex Unforced();
}

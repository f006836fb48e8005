using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// What Claude demands of a request that turns thinking on, in Anthropic's sentences, by whichever operation it came:
/// https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html and claude-messages-adaptive-thinking.html.
/// </summary>
internal static partial class ClaudeThinkingRules
{
    private const int LeastBudget = 1024;
    private const double LeastTopP = 0.95;

    /// <param name="modelId">Of a Claude.</param>
    /// <param name="thinking">The member <c>thinking</c>; null: off.</param>
    /// <param name="maxTokens">Null: none was named.</param>
    /// <param name="sampling">Temperature, top_p and top_k, null where they are not named.</param>
    /// <param name="forcesTool">A tool has to be called.</param>
    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void Check(string modelId, JsonObject? thinking, int? maxTokens, (double? Temperature, double? TopP, int? TopK) sampling, bool forcesTool)
    {
        var type = thinking?["type"]?.GetValue<string>();
        if (type is not ("enabled" or "adaptive")) return;
        if (type == "adaptive" && !TakesAdaptive().IsMatch(modelId)) throw Returned("adaptive thinking is not supported on this model");
        if (type == "enabled") CheckBudget(modelId, thinking!, maxTokens);
        if (sampling.Temperature is { } temperature && temperature != 1)
            throw Returned("`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.");
        if (sampling.TopP < LeastTopP) throw Returned("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode.");
        if (sampling.TopK is not null) throw Returned("`top_k` must be unset when thinking is enabled or in adaptive mode.");
        if (forcesTool) throw Returned("Thinking may not be enabled when tool_choice forces tool use.");
    }

    /// <summary>Up to 4.5, the turn that called a tool begins with its thought.</summary>
    /// <param name="modelId">Of a Claude.</param>
    /// <param name="thinking">The member <c>thinking</c>.</param>
    /// <param name="message">Place of the turn.</param>
    /// <param name="first">What kind of block it begins with, in Anthropic's words.</param>
    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void CheckOpening(string modelId, JsonObject? thinking, int message, string first)
    {
        if (thinking?["type"]?.GetValue<string>() != "enabled" || TakesAdaptive().IsMatch(modelId) || first is "thinking" or "redacted_thinking") return;
        throw Returned($"messages.{message}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first}`. "
            + "When `thinking` is enabled, a final `assistant` message must start with a thinking block.");
    }

    /// <summary>A thought is what it was when it was signed.</summary>
    /// <exception cref="AwsException">The model would refuse.</exception>
    public static void CheckSignature(string? text, string? signature, string member)
    {
        if (signature is null) throw Returned($"{member}.thinking.signature: Field required");
        if (signature != ConverseForm.SignatureOf(text ?? "")) throw Returned($"{member}: Invalid `signature` in `thinking` block");
    }

    public static AwsException Returned(string error) => new(AwsError.Validation($"The model returned the following errors: {error}"));

    private static void CheckBudget(string modelId, JsonObject thinking, int? maxTokens)
    {
        if (AdaptiveOnly().IsMatch(modelId))
            throw Returned("\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.");
        if (thinking["budget_tokens"]?.GetValue<int>() is not { } budget) throw Returned("thinking.enabled.budget_tokens: Field required");
        if (budget < LeastBudget) throw Returned("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        if (maxTokens <= budget) throw Returned("`max_tokens` must be greater than `thinking.budget_tokens`.");
    }

    [GeneratedRegex("claude-(?:opus|sonnet)-(?:4-[6-8]|5)(?![0-9])|claude-fable|claude-mythos")]
    private static partial Regex TakesAdaptive();

    [GeneratedRegex("claude-(?:opus-4-[78]|opus-5|sonnet-5)(?![0-9])|claude-fable|claude-mythos")]
    private static partial Regex AdaptiveOnly();
}

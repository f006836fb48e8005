using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>
/// Where a Claude takes a message of the role <c>system</c>, which only the newest do: after a turn of the user, before one of the assistant or the end.
/// https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages; the sentences are those that users of Bedrock report.
/// </summary>
internal static partial class ClaudeSystemRules
{
    /// <exception cref="Aws.AwsException">The model would refuse.</exception>
    public static void Check(string modelId, IReadOnlyList<JsonObject> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (Role(messages[i]) != "system") continue;
            if (modelId.Contains("claude-opus-4-7", StringComparison.Ordinal)) throw ClaudeThinkingRules.Returned("role 'system' is not supported on this model");
            if (!TakesSystem().IsMatch(modelId))
            {
                throw ClaudeThinkingRules.Returned(
                    "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message role.");
            }
            if (i == 0) throw ClaudeThinkingRules.Returned("messages.0: use the top-level 'system' parameter for the initial system prompt");
            if (Role(messages[i - 1]) != "user" || (i + 1 < messages.Count && Role(messages[i + 1]) != "assistant"))
                throw ClaudeThinkingRules.Returned($"messages.{i}: a 'system' message must follow a 'user' message, and precede an 'assistant' message or end the conversation");
        }
    }

    private static string? Role(JsonObject message) => message["role"]?.GetValue<string>();

    [GeneratedRegex("claude-(?:opus-4-8|opus-5|sonnet-5)(?![0-9])|claude-fable|claude-mythos")]
    private static partial Regex TakesSystem();
}

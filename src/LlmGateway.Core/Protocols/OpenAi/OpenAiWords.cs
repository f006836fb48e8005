using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>OpenAI's names for what <c>Conversation</c> calls otherwise.</summary>
internal static class OpenAiWords
{
    /// <param name="reason">Why the answer ended.</param>
    /// <param name="oldFunctions">The client knows tools as functions.</param>
    public static string Of(FinishReason reason, bool oldFunctions = false) => reason switch
    {
        FinishReason.Length => "length",
        FinishReason.ToolCalls when oldFunctions => "function_call",
        FinishReason.ToolCalls => "tool_calls",
        FinishReason.ContentFilter => "content_filter",
        _ => "stop",
    };
}

namespace LlmGateway.Tool;

/// <summary>What was asked for can't be done; the message is one sentence that says why, and what to do.</summary>
internal class ToolException(string message, Exception? cause = null) : Exception(message, cause);

namespace LlmGateway.Tool.Answers;

/// <summary>A command cannot do what was asked; the message is one sentence that says why, and the way out.</summary>
internal sealed class AnswersException(string message, Exception? cause = null) : ToolException(message, cause);

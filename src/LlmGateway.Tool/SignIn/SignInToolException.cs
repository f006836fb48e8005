namespace LlmGateway.Tool.SignIn;

/// <summary>What was asked of a user pool can't be done; the message says why, and what to do.</summary>
internal sealed class SignInToolException(string message) : ToolException(message);

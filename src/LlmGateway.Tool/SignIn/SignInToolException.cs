namespace LlmGateway.Tool.SignIn;

/// <summary>What was asked for can't be done; the message says why, and what to do.</summary>
internal sealed class SignInToolException(string message) : Exception(message);

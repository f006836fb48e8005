namespace LlmGateway.Tool.Local;

/// <summary>The local run can't go on; the message is one sentence for the person at the keyboard, with the way out.</summary>
internal sealed class LocalRunException(string message) : Exception(message);

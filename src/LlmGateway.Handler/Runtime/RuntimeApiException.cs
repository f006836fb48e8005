namespace LlmGateway.Handler.Runtime;

/// <summary>The Lambda Runtime API cannot be reached, or does not speak as documented. The process can only end.</summary>
internal sealed class RuntimeApiException(string message, Exception? cause = null) : Exception(message, cause);

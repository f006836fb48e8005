namespace LlmGateway.Tool.Serve;

/// <summary>The gateway can't be served as asked. Its message is a sentence for whoever typed the command.</summary>
internal sealed class ServeException(string message, Exception? cause = null) : Exception(message, cause);

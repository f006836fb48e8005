namespace LlmGateway.Handler.Seed;

/// <summary>The file cannot be imported; the message is for whoever reads why the deployment failed.</summary>
internal sealed class SeedException(string message) : Exception(message);

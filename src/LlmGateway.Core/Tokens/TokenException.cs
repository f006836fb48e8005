namespace LlmGateway.Core.Tokens;

/// <summary>A token does not count. The reason is for the log: its bearer is told no more than that.</summary>
internal sealed class TokenException(string reason) : Exception(reason);

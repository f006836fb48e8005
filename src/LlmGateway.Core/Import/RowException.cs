namespace LlmGateway.Core.Import;

/// <summary>A row cannot be imported; the message completes "the row …".</summary>
internal sealed class RowException(string reason) : Exception(reason);

namespace LlmGateway.Core.Import;

/// <summary>An import cannot begin, or cannot go on; the message is a sentence for its operator.</summary>
internal sealed class ImportException(string message, Exception? cause = null) : Exception(message, cause);

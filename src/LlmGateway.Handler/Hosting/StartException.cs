namespace LlmGateway.Handler.Hosting;

/// <summary>The process cannot start, for a reason that its operator can mend.</summary>
/// <param name="type">Category and reason, for Lambda's metrics: <c>Runtime.UnknownRole</c>.</param>
/// <param name="message">Names what is wrong and the way out.</param>
/// <param name="cause">What was caught.</param>
internal sealed class StartException(string type, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Type => type;
}

namespace LlmGateway.Client;

/// <summary>The gateway refused a request, or an answer broke off.</summary>
public sealed class GatewayException : Exception
{
    /// <summary>Tells of an error.</summary>
    /// <param name="code">The gateway's word for it.</param>
    /// <param name="message">For people.</param>
    /// <param name="retryAfter">When trying again may help.</param>
    /// <param name="innerException">What was caught.</param>
    public GatewayException(string code, string message, TimeSpan? retryAfter = null, Exception? innerException = null) : base(message, innerException) =>
        (Code, RetryAfter) = (code, retryAfter);

    /// <summary>Such as <c>throttled</c>, <c>model_not_found</c>, or <c>connection_lost</c> where the line could not be made again.</summary>
    public string Code { get; }

    /// <summary>When trying again may help; null: it may not, or the gateway does not know.</summary>
    public TimeSpan? RetryAfter { get; }
}
